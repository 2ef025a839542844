namespace DustWatch.Mqtt;

/// <summary>Who or what ended a connection.</summary>
public enum MqttCloseCause
{
    /// <summary>The client sent DISCONNECT.</summary>
    ClientDisconnected,

    /// <summary>The network connection ended without one.</summary>
    ConnectionLost,

    /// <summary>No whole CONNECT, or no decision on it, within the connect timeout.</summary>
    ConnectTimeout,

    /// <summary>The client was turned away in CONNACK.</summary>
    Refused,

    /// <summary>The client broke a rule of the standard; the code says which kind.</summary>
    ProtocolFault,

    /// <summary>Nothing was heard for 1.5 times the Keep Alive.</summary>
    KeepAliveExpired,

    /// <summary>The client did not take what was sent to it within the write timeout.</summary>
    SlowReader,

    /// <summary>Another connection came with the same session key.</summary>
    TakenOver,

    /// <summary>The host closed it through <see cref="IMqttPeer.Disconnect"/>.</summary>
    HostDisconnected,

    /// <summary>The host threw: a commit failed, or it is at fault itself.</summary>
    HostFailed,

    /// <summary>The server stops.</summary>
    ServerShuttingDown,

    /// <summary>More connections than the limits allow; closed before its CONNECT was read.</summary>
    TooMany,

    /// <summary>A client's own side: the server sent DISCONNECT.</summary>
    ServerDisconnected,
}
