using DustWatch.Backends.Accounts;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Sign-in links, sessions and tokens, in <c>ledger.db</c>; each change is an entry of kind <c>user</c>. A value is given out once and stored as its
/// SHA-256. Any thread.
/// </summary>
/// <param name="ledger">Whose file and writer are used.</param>
public sealed class SqliteSignIns(SqliteLedger ledger)
{
    private const string Kind = "user";
    private const string InsertLink = "INSERT INTO link (selector, hash, user, expires, is_reusable) VALUES (?, ?, ?, ?, ?)";
    private const string SelectLink = "SELECT hash, user, expires, is_reusable FROM link WHERE selector = ?";
    private const string DeleteLink = "DELETE FROM link WHERE selector = ? AND hash = ?";
    private const string InsertBearer = "INSERT INTO bearer (selector, hash, user, expires, kind) VALUES (?, ?, ?, ?, ?)";
    private const string SelectBearer = "SELECT hash, user, expires, kind FROM bearer WHERE selector = ?";
    private const string DeleteBearer = "DELETE FROM bearer WHERE selector = ? AND hash = ?";

    /// <summary>Makes a link with which a user signs in. Null when there is no such user.</summary>
    /// <param name="user">Name.</param>
    /// <param name="lifetime">How long it can be used.</param>
    /// <param name="isReusable">Any number of times, or once.</param>
    /// <param name="actor">Who asks; null for the system.</param>
    public Task<IssuedSecret?> MakeLinkAsync(string user, TimeSpan lifetime, bool isReusable, string? actor) =>
        MakeAsync(user, lifetime, InsertLink, isReusable ? 1 : 0, "link", actor);

    /// <summary>Signs in with a link; one that is not reusable is used up. Null when it is unknown, used up or expired.</summary>
    public async Task<User?> UseLinkAsync(string value)
    {
        var digest = SecretDigest.Of(value);

        // Looking first keeps guesses away from the writer; looking again in the transaction lets only one of two win.
        return ledger.Readers.Read(file => Find(file, SelectLink, digest)) is null ? null : await ledger.WriteAsync(transaction =>
        {
            if (Find(transaction.File, SelectLink, digest) is not { } found)
            {
                return null;
            }

            if (found.Extra == 0)
            {
                transaction.File.Prepare(DeleteLink).Bind(1, digest.Selector).Bind(2, digest.Hash).Run();
            }

            transaction.Append(Kind, found.User, LedgerBody.Of(("action", "link-used"), ("user", found.User)));
            return SqliteUsers.Find(transaction.File, found.User);
        });
    }

    /// <summary>Makes a session or a token. Null when there is no such user.</summary>
    /// <param name="user">Name.</param>
    /// <param name="kind">Which.</param>
    /// <param name="lifetime">How long it is valid.</param>
    /// <param name="actor">Who asks; null for the system.</param>
    public Task<IssuedSecret?> MakeBearerAsync(string user, BearerKind kind, TimeSpan lifetime, string? actor) =>
        MakeAsync(user, lifetime, InsertBearer, (long)kind, kind == BearerKind.Token ? "token" : "session", actor);

    /// <summary>Whom a session or token stands for; null when it is unknown, revoked or expired.</summary>
    public Bearer? FindBearer(string value)
    {
        var digest = SecretDigest.Of(value);
        return ledger.Readers.Read(file =>
            Find(file, SelectBearer, digest) is { } found && SqliteUsers.Find(file, found.User) is { } user
                ? new Bearer(user, (BearerKind)found.Extra, found.Expires)
                : null);
    }

    /// <summary>Ends one session or token. <see langword="false"/> when there was none.</summary>
    public Task<bool> EndBearerAsync(string value)
    {
        var digest = SecretDigest.Of(value);
        return ledger.WriteAsync(transaction =>
        {
            if (Find(transaction.File, SelectBearer, digest) is not { } found)
            {
                return false;
            }

            transaction.File.Prepare(DeleteBearer).Bind(1, digest.Selector).Bind(2, digest.Hash).Run();
            transaction.Append(Kind, found.User, LedgerBody.Of(("action", "sign-out"), ("user", found.User)));
            return true;
        });
    }

    /// <summary>
    /// Sets the hash of a user's password, and with it ends the user's links and all sessions but one: who knew the old password is out. Tokens of
    /// scripts stay, as no password opened them. <see langword="false"/> when there is no such user.
    /// </summary>
    /// <param name="user">Name.</param>
    /// <param name="hash">As it is stored.</param>
    /// <param name="kept">The session or token that asks.</param>
    /// <param name="actor">Who asks; null for the system.</param>
    public Task<bool> ChangePasswordAsync(string user, string hash, string kept, string? actor)
    {
        var digest = SecretDigest.Of(kept);
        return ledger.WriteAsync(transaction =>
        {
            if (SqliteUsers.Find(transaction.File, user) is null)
            {
                return false;
            }

            transaction.File.Prepare("UPDATE user SET password_hash = ? WHERE name = ?").Bind(1, hash).Bind(2, user).Run();
            transaction.File.Prepare("DELETE FROM link WHERE user = ?").Bind(1, user).Run();
            transaction.File.Prepare("DELETE FROM bearer WHERE user = ? AND kind <> ? AND NOT (selector = ? AND hash = ?)")
                .Bind(1, user).Bind(2, (long)BearerKind.Token).Bind(3, digest.Selector).Bind(4, digest.Hash).Run();
            transaction.Append(Kind, actor, LedgerBody.Of(("action", "password"), ("user", user)));
            return true;
        });
    }

    /// <summary>
    /// Ends all a user's links, sessions and tokens and takes the password away: until somebody makes a new link, nobody gets in under this name.
    /// <see langword="false"/> when there is no such user.
    /// </summary>
    public Task<bool> RevokeAsync(string user, string? actor) => ledger.WriteAsync(transaction =>
    {
        if (SqliteUsers.Find(transaction.File, user) is null)
        {
            return false;
        }

        transaction.File.Prepare("DELETE FROM link WHERE user = ?").Bind(1, user).Run();
        transaction.File.Prepare("DELETE FROM bearer WHERE user = ?").Bind(1, user).Run();
        transaction.File.Prepare("UPDATE user SET password_hash = NULL WHERE name = ?").Bind(1, user).Run();
        transaction.Append(Kind, actor, LedgerBody.Of(("action", "revoke"), ("user", user)));
        return true;
    });

    private Task<IssuedSecret?> MakeAsync(string user, TimeSpan lifetime, string insert, long extra, string action, string? actor)
    {
        var (secret, digest) = SecretDigest.Make();
        return ledger.WriteAsync(transaction =>
        {
            if (SqliteUsers.Find(transaction.File, user) is null)
            {
                return null;
            }

            var now = Instant.Now(ledger.Clock);
            var expires = now.Plus((long)lifetime.TotalMilliseconds);
            transaction.File.Prepare("DELETE FROM link WHERE expires <= ?").Bind(1, now.Milliseconds).Run();
            transaction.File.Prepare("DELETE FROM bearer WHERE expires <= ?").Bind(1, now.Milliseconds).Run();
            transaction.File.Prepare(insert).Bind(1, digest.Selector).Bind(2, digest.Hash).Bind(3, user).Bind(4, expires.Milliseconds).Bind(5, extra).Run();
            transaction.Append(Kind, actor, LedgerBody.Of(("action", action), ("user", user), ("expires", expires.ToString())));
            return new IssuedSecret(secret, expires);
        });
    }

    private (string User, Instant Expires, long Extra)? Find(SqliteFile file, string select, SecretDigest digest)
    {
        (string User, Instant Expires, long Extra)? found = null;
        var rows = file.Prepare(select).Bind(1, digest.Selector);
        while (rows.Step())
        {
            if (digest.IsSame(rows.Blob(0)))
            {
                found = (rows.Text(1), new Instant(rows.Long(2)), rows.Long(3));
            }
        }

        return found is { } valid && valid.Expires > Instant.Now(ledger.Clock) ? valid : null;
    }
}
