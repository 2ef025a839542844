using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace DustWatch.Dashboard.Security;

/// <summary>
/// Finds the caller of a request by its token. A change that comes with the cookie needs the header <c>X-DustWatch: 1</c> too, which no page elsewhere
/// can send.
/// </summary>
internal sealed class SessionHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Sessions sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "DustWatch";

    private const string ChangeHeader = "X-DustWatch";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Sessions.TokenOf(Context) is not { Length: > 0 } token)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (sessions.Find(token) is not { } caller)
        {
            return Task.FromResult(AuthenticateResult.Fail("The session is over, or never was."));
        }

        if (NeedsChangeHeader() && Request.Headers[ChangeHeader] != "1")
        {
            return Task.FromResult(AuthenticateResult.Fail($"A change with the cookie needs the header {ChangeHeader}: 1."));
        }

        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(SchemeName), SchemeName)));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var why = (await HandleAuthenticateOnceAsync()).Failure?.Message ?? "Sign in first.";
        Response.Headers.WWWAuthenticate = "Bearer";
        await TypedResults.Problem(why, statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        TypedResults.Problem("Your role may not do this.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(Context);

    // The hub's negotiation is a POST that changes nothing; its Origin has been checked.
    private bool NeedsChangeHeader() =>
        !HttpMethods.IsGet(Request.Method)
        && !HttpMethods.IsHead(Request.Method)
        && !Sessions.IsForHub(Context)
        && Sessions.IsByCookie(Context);
}
