using System.Globalization;
using System.Security.Claims;
using DustWatch.Alerting.Book;
using DustWatch.Backends.Accounts;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Security;

/// <summary>Who asks, and which part of the world is theirs to see. What lies outside it does not exist for them.</summary>
/// <param name="User">Name.</param>
/// <param name="Role">What they may do.</param>
/// <param name="District">Only this district, or all when null.</param>
/// <param name="Enterprise">Only this enterprise, or all when null.</param>
/// <param name="Expires">End of the session.</param>
/// <param name="IsByLink">Whether a sign-in link opened the session.</param>
internal sealed record Caller(string User, UserRole Role, string? District, string? Enterprise, Instant Expires, bool IsByLink)
{
    private const string DistrictClaim = "district";
    private const string EnterpriseClaim = "enterprise";
    private const string ExpiresClaim = "expires";
    private const string LinkClaim = "link";

    /// <summary>Whether nothing is outside the caller's scope.</summary>
    public bool SeesAll => District is null && Enterprise is null;

    /// <summary>Whether the point is the caller's to see.</summary>
    public bool Sees(Registry registry, MonitoringPoint point) =>
        (Enterprise is null || Enterprise == point.Enterprise) && (District is null || District == registry.DistrictOf(point));

    /// <summary>Whether the alert is the caller's to see.</summary>
    public bool Sees(Alert alert) =>
        (Enterprise is null || Enterprise == alert.Enterprise) && (District is null || District == alert.District);

    /// <summary>As the framework carries it.</summary>
    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var claims = new List<Claim>
        {
            new(ClaimTypes.Name, User),
            new(ClaimTypes.Role, Role.ToString()),
            new(ExpiresClaim, Expires.Milliseconds.ToString(CultureInfo.InvariantCulture)),
        };
        if (District is not null)
        {
            claims.Add(new Claim(DistrictClaim, District));
        }

        if (Enterprise is not null)
        {
            claims.Add(new Claim(EnterpriseClaim, Enterprise));
        }

        if (IsByLink)
        {
            claims.Add(new Claim(LinkClaim, "1"));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme));
    }

    /// <summary>The caller that a principal of <see cref="ToPrincipal"/> stands for.</summary>
    /// <exception cref="InvalidOperationException">It has not been signed in.</exception>
    public static Caller From(ClaimsPrincipal? principal) => new(
        principal?.Identity?.Name ?? throw new InvalidOperationException("Nobody is signed in."),
        Enum.Parse<UserRole>(principal.FindFirstValue(ClaimTypes.Role) ?? throw new InvalidOperationException("A caller has a role.")),
        principal.FindFirstValue(DistrictClaim),
        principal.FindFirstValue(EnterpriseClaim),
        new Instant(long.Parse(principal.FindFirstValue(ExpiresClaim) ?? "0", CultureInfo.InvariantCulture)),
        principal.HasClaim(LinkClaim, "1"));
}
