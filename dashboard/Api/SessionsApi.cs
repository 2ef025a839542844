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
        api.MapPost("sessions", OpenAsync).AllowAnonymous();
        api.MapGet("sessions/current", Current);
        api.MapDelete("sessions/current", CloseAsync);
        api.MapPost("sessions/current/password", SetPasswordAsync);
    }

    private static async Task<IResult> OpenAsync(SignIn request, HttpContext context, Sessions sessions, SignInThrottle throttle, Settings settings)
    {
        var address = context.Connection.RemoteIpAddress;
        if (!throttle.TryBegin(address))
        {
            context.Response.Headers.RetryAfter = ((int)Limits.SignInWindow.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return TypedResults.Problem("Too many failed sign-ins from this address. Wait a few minutes.", statusCode: StatusCodes.Status429TooManyRequests);
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

        throttle.Succeed(address);
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

    private static async Task<IResult> SetPasswordAsync(PasswordRequest request, HttpContext context, Sessions sessions, Settings settings)
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

        await sessions.SetPasswordAsync(caller.User, password);
        return TypedResults.Ok(ToView(caller, token: null, sessions, settings));
    }

    private static SessionView ToView(Caller caller, string? token, Sessions sessions, Settings settings) => new(
        token,
        caller.User,
        caller.Role,
        caller.District,
        caller.Enterprise,
        caller.Expires,
        settings.IsDemo,
        !settings.IsDemo && caller.Role != UserRole.Service && sessions.MustSetPassword(caller.User));
}
