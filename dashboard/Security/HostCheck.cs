using System.Net;
using DustWatch.Dashboard.Configuration;

namespace DustWatch.Dashboard.Security;

/// <summary>
/// Refuses requests whose Host is not one of ours (a page elsewhere that has its name point to us), and requests with a foreign Origin where a
/// browser would send credentials along or get past the page: the hub, MQTT over WebSocket, and every change.
/// </summary>
internal sealed class HostCheck
{
    private static readonly string[] LoopbackHosts = ["localhost", "127.0.0.1", "[::1]"];

    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _isAnyAddress;
    private readonly string? _publicOrigin;

    public HostCheck(Settings settings)
    {
        var address = settings.HttpListen.Address;
        _isAnyAddress = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        _hosts.UnionWith(IPAddress.IsLoopback(address) || _isAnyAddress ? LoopbackHosts : []);
        _hosts.Add(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString());
        if (settings.PublicUrl is { } url)
        {
            _hosts.Add(url.Host);
            _publicOrigin = url.GetLeftPart(UriPartial.Authority);
        }
    }

    /// <summary>Whether a host is this machine by a name that every machine has.</summary>
    public static bool IsLoopback(string host) => LoopbackHosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsOurs(context.Request.Host, context))
        {
            await RefuseAsync(context, $"The host '{context.Request.Host}' is not served here; set Http:PublicUrl to the address that people use.");
            return;
        }

        var origin = context.Request.Headers.Origin.ToString();
        var isGuarded = Sessions.IsForHub(context)
            || context.Request.Path.StartsWithSegments(Server.MqttPath, StringComparison.OrdinalIgnoreCase)
            || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));
        if (isGuarded && origin.Length > 0 && !IsSameOrigin(origin, context))
        {
            await RefuseAsync(context, $"The origin '{origin}' may not call here.");
            return;
        }

        await next(context);
    }

    private static async Task RefuseAsync(HttpContext context, string detail) =>
        await TypedResults.Problem(detail, statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);

    // A listener on all addresses is called by whichever of them the connection came in on.
    private bool IsOurs(HostString host, HttpContext context) =>
        host.HasValue
        && (_hosts.Contains(host.Host)
            || (_isAnyAddress && IPAddress.TryParse(host.Host.Trim('[', ']'), out var named) && Unmapped(named).Equals(Unmapped(context.Connection.LocalIpAddress ?? IPAddress.None))));

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private bool IsSameOrigin(string origin, HttpContext context)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var url))
        {
            return false;
        }

        var port = context.Request.Host.Port ?? (context.Request.IsHttps ? 443 : 80);
        return url.GetLeftPart(UriPartial.Authority) == _publicOrigin || (url.Port == port && IsOurs(new HostString(url.Host), context));
    }
}
