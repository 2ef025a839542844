using System.Diagnostics.CodeAnalysis;

namespace DustWatch.Mqtt;

/// <summary>A server as people write it: <c>mqtt://[user@]host[:port]</c>, or <c>mqtts://</c> for TLS. A password has no place in it.</summary>
/// <param name="Host">Name or address; an IPv6 address without brackets.</param>
/// <param name="Port">TCP port; 1883, with TLS 8883, unless written.</param>
/// <param name="UserName">User name, or null.</param>
/// <param name="IsTls">Whether TLS is spoken.</param>
public sealed record MqttAddress(string Host, int Port, string? UserName, bool IsTls)
{
    /// <summary>Reads an address; false for one with a password, a path, or another scheme.</summary>
    /// <param name="text">As above.</param>
    /// <param name="address">The address.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MqttAddress? address)
    {
        address = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("mqtt" or "mqtts") || uri.Host.Length == 0 || uri.PathAndQuery is not ("/" or "")
            || uri.Fragment.Length > 0 || uri.UserInfo.Contains(':', StringComparison.Ordinal) || uri.Port == 0)
        {
            return false;
        }

        var isTls = uri.Scheme == "mqtts";
        var port = uri.Port > 0 ? uri.Port : isTls ? MqttClientOptions.DefaultTlsPort : MqttClientOptions.DefaultPort;
        address = new(uri.IdnHost, port, uri.UserInfo.Length > 0 ? Uri.UnescapeDataString(uri.UserInfo) : null, isTls);
        return true;
    }

    /// <summary>Host and port, IPv6 in brackets.</summary>
    public string Authority => $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";

    /// <summary>As it is written.</summary>
    public override string ToString() => $"{(IsTls ? "mqtts" : "mqtt")}://{(UserName is null ? "" : Uri.EscapeDataString(UserName) + "@")}{Authority}";
}
