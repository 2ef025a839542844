using System.Net;
using DustWatch.Backends.Accounts;
using DustWatch.Dashboard.Configuration;
using DustWatch.Dashboard.Contracts;
using DustWatch.Dashboard.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DustWatch.Dashboard.Api;

/// <summary><c>POST sessions</c>: anybody, slowed after failures. <c>sessions/current</c>: the signed-in caller about itself.</summary>
internal static class SessionsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("sessions", OpenAsync)
            .Describe<SessionView>("signIn", "Signs in by link, or by user and password: answers a token, and sets it as the cookie 'dustwatch'.")
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .AllowAnonymous();
        api.MapGet("sessions/current", Current)
            .Describe<SessionView>("getSession", "Who the caller is, and what it may see.");
        api.MapDelete("sessions/current", CloseAsync)
            .Describe("signOut", "Ends the caller's session.")
            .Produces(StatusCodes.Status204NoContent);
        api.MapPost("sessions/current/password", SetPasswordAsync)
            .Describe<SessionView>("setPassword", "Sets the caller's password.");
    }

    private static async Task<IResult> OpenAsync(SignIn request, HttpContext context, Sessions sessions, SignInThrottle throttle, Settings settings)
    {
        var address = context.Connection.RemoteIpAddress;
        var name = request.Link is null ? request.User : null;
        if (!throttle.TryBegin(address, name))
        {
            return TooMany(context);
        }

        var opened = request switch
        {
            { Link: { Length: > 0 } link } when !settings.IsDemo || (address is not null && IPAddress.IsLoopback(address)) => await sessions.OpenByLinkAsync(link),
            { User: { Length: > 0 } user, Password: { Length: > 0 and <= Limits.PasswordLengthMaximum } password } => await sessions.OpenByPasswordAsync(user, password),
            _ => null,
        };
        if (opened is null)
        {
            return TypedResults.Problem(
                request.Link is null ? "The user or the password is wrong." : "This sign-in link is not known, was used already, or is over. Ask for a new one.",
                statusCode: StatusCodes.Status401Unauthorized);
        }

        throttle.Succeed(address, name);
        context.Response.Cookies.Append(Sessions.Cookie, opened.Token, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Path = "/",
            Expires = opened.Caller.Expires.ToDateTimeOffset(),
        });
        return TypedResults.Ok(ToView(opened.Caller, opened.Token, sessions, settings));
    }

    private static Ok<SessionView> Current(HttpContext context, Sessions sessions, Settings settings) =>
        TypedResults.Ok(ToView(Caller.From(context.User), token: null, sessions, settings));

    private static async Task<IResult> CloseAsync(HttpContext context, Sessions sessions)
    {
        if (Sessions.TokenOf(context) is { } token)
        {
            await sessions.CloseAsync(token);
        }

        context.Response.Cookies.Delete(Sessions.Cookie);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> SetPasswordAsync(PasswordRequest request, HttpContext context, Sessions sessions, SignInThrottle throttle, Settings settings)
    {
        if (request.Password is not { Length: >= Limits.PasswordLengthMinimum and <= Limits.PasswordLengthMaximum } password)
        {
            return Problems.BadRequest($"A password has {Limits.PasswordLengthMinimum} to {Limits.PasswordLengthMaximum} characters.");
        }

        var caller = Caller.From(context.User);
        if (settings.IsDemo)
        {
            return TypedResults.Problem("The demo's user signs in by link and has no password.", statusCode: StatusCodes.Status403Forbidden);
        }

        if (sessions.MustStatePassword(caller))
        {
            // Whoever finds a session open could guess here as well as at the sign-in.
            var address = context.Connection.RemoteIpAddress;
            if (!throttle.TryBegin(address, caller.User))
            {
                return TooMany(context);
            }

            if (request.Current is not { Length: > 0 and <= Limits.PasswordLengthMaximum } current || !sessions.IsPasswordOf(caller.User, current))
            {
                return TypedResults.Problem(
                    "The current password is missing or wrong.",
                    statusCode: StatusCodes.Status403Forbidden,
                    extensions: new Dictionary<string, object?> { ["reason"] = "current-password" });
            }

            throttle.Succeed(address, caller.User);
        }

        await sessions.SetPasswordAsync(caller.User, password, Sessions.TokenOf(context) ?? "");
        return TypedResults.Ok(ToView(caller, token: null, sessions, settings));
    }

    private static ProblemHttpResult TooMany(HttpContext context)
    {
        context.Response.Headers.RetryAfter = ((int)Limits.SignInWindow.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return TypedResults.Problem("Too many failed sign-ins from this address or for this user. Wait a few minutes.", statusCode: StatusCodes.Status429TooManyRequests);
    }

    private static SessionView ToView(Caller caller, string? token, Sessions sessions, Settings settings) => new(
        token,
        caller.User,
        caller.Role,
        caller.District,
        caller.Enterprise,
        caller.Expires,
        settings.IsDemo,
        !settings.IsDemo && caller.Role != UserRole.Service && sessions.MustSetPassword(caller.User),
        !settings.IsDemo && sessions.MustStatePassword(caller));
}
