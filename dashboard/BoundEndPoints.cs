using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DustWatch.Dashboard;

/// <summary>What is listened on, with the ports that were free when port 0 was asked for.</summary>
internal sealed class BoundEndPoints
{
    public ListenOptions? Http { get; set; }

    /// <summary>Null when the endpoint is off.</summary>
    public ListenOptions? Mqtt { get; set; }

    /// <summary>Null when there is no TLS listener.</summary>
    public ListenOptions? MqttTls { get; set; }
}
