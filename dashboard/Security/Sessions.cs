using DustWatch.Backends.Accounts;
using DustWatch.Backends.Sqlite;
using Microsoft.AspNetCore.Identity;

namespace DustWatch.Dashboard.Security;

/// <summary>Signs people in and out: by link, by user and password, by token. Any thread.</summary>
internal sealed class Sessions(SqliteUsers users, SqliteSignIns signIns)
{
    /// <summary>The session cookie's name.</summary>
    public const string Cookie = "dustwatch";

    private const string BearerPrefix = "Bearer ";

    private static readonly PasswordHasher<string> Hasher = new();

    // Compared with when there is no such user, so that a wrong name takes as long as a wrong password.
    private static readonly string NobodysHash = Hasher.HashPassword("", Guid.NewGuid().ToString());

    /// <summary>The token that a request carries: header, cookie, or, for the hub alone, the query.</summary>
    public static string? TokenOf(HttpContext context) => StatedTokenOf(context) ?? context.Request.Cookies[Cookie];

    /// <summary>Whether a request's token comes from the cookie, which a browser sends along by itself.</summary>
    public static bool IsByCookie(HttpContext context) => StatedTokenOf(context) is null;

    /// <summary>Whether the request is for the hub. Routes are found whatever their case, so this is too.</summary>
    public static bool IsForHub(HttpContext context) => context.Request.Path.StartsWithSegments("/hub", StringComparison.OrdinalIgnoreCase);

    /// <summary>Who holds this token now, or null.</summary>
    public Caller? Find(string token) => token.Length > 0 && signIns.FindBearer(token) is { } bearer
        ? new Caller(bearer.User.Name, bearer.User.Role, bearer.User.District, bearer.User.Enterprise, bearer.Expires, bearer.Kind == BearerKind.SessionByLink)
        : null;

    /// <summary>Opens a session by a sign-in link; null when it is unknown, used or over.</summary>
    public async Task<OpenedSession?> OpenByLinkAsync(string link) => await OpenAsync(await signIns.UseLinkAsync(link), BearerKind.SessionByLink);

    /// <summary>Opens a session by user and password; null when either is wrong.</summary>
    public async Task<OpenedSession?> OpenByPasswordAsync(string user, string password)
    {
        return await OpenAsync(IsPasswordOf(user, password) ? users.Find(user) : null, BearerKind.Session);
    }

    /// <summary>Whether this is the user's password; takes as long when there is no such user, or no password.</summary>
    public bool IsPasswordOf(string user, string password)
    {
        var hash = users.FindPasswordHash(user);
        return Hasher.VerifyHashedPassword(user, hash ?? NobodysHash, password) != PasswordVerificationResult.Failed && hash is not null;
    }

    /// <summary>Ends the session of this token.</summary>
    public Task CloseAsync(string token) => signIns.EndBearerAsync(token);

    /// <summary>Whether this user has yet to choose a password.</summary>
    public bool MustSetPassword(string user) => users.Find(user) is { HasPassword: false };

    /// <summary>Whether a change of the password has to state the one that holds: not the first one, and not who came by a link, having forgotten it.</summary>
    public bool MustStatePassword(Caller caller) => !caller.IsByLink && !MustSetPassword(caller.User);

    /// <summary>Sets a user's password and ends the user's other sessions.</summary>
    /// <param name="user">Name.</param>
    /// <param name="password">The new one.</param>
    /// <param name="token">The session that asks, which goes on.</param>
    public Task SetPasswordAsync(string user, string password, string token) => signIns.ChangePasswordAsync(user, Hasher.HashPassword(user, password), token, user);

    // An Authorization of another kind states no token: the cookie still counts, with all that it needs.
    private static string? StatedTokenOf(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return header[BearerPrefix.Length..].Trim();
        }

        return IsForHub(context) && context.Request.Query["access_token"].ToString() is { Length: > 0 } token ? token : null;
    }

    private async Task<OpenedSession?> OpenAsync(User? user, BearerKind kind)
    {
        if (user is null || await signIns.MakeBearerAsync(user.Name, kind, Limits.SessionLifetime, user.Name) is not { } token)
        {
            return null;
        }

        return Find(token.Value) is { } caller ? new OpenedSession(token.Value, caller) : null;
    }
}
