namespace DustWatch.Mqtt;

/// <summary>Whom a client connects to, as what, and how it behaves.</summary>
public sealed record MqttClientOptions
{
    /// <summary>Host name or address of the server.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>The version to speak.</summary>
    public MqttVersion Version { get; init; } = MqttVersion.V500;

    /// <summary>Client identifier; empty to be given one by the server.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>User name, or null.</summary>
    public string? UserName { get; init; }

    /// <summary>Password, or null; UTF-8 on the wire. 3.1.1 takes none without a user name.</summary>
    public string? Password { get; init; }

    /// <summary>Whether an earlier session is to be forgotten.</summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>Keep Alive, whole seconds; zero for none. A PINGREQ goes out each half of it.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Unacknowledged publishes of QoS 1 at a time, 1 to 65,535; the server's Receive Maximum if that is less.</summary>
    public int MaxInflight { get; init; } = 1024;

    /// <summary>Time for the TCP connection and the CONNACK.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a disconnecting client waits for the server to close. Positive.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest packet that the client takes, in bytes.</summary>
    public int MaxPacketSize { get; init; } = 1024 * 1024;
}
