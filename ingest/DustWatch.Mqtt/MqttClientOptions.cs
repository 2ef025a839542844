namespace DustWatch.Mqtt;

/// <summary>Whom a client connects to, as what, and how it behaves.</summary>
public sealed record MqttClientOptions
{
    /// <summary>MQTT's port.</summary>
    public const int DefaultPort = 1883;

    /// <summary>Its port with TLS.</summary>
    public const int DefaultTlsPort = 8883;

    private static readonly TimeSpan GatherTimeMax = TimeSpan.FromSeconds(1);

    /// <summary>Host name or address of the server.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>TLS, or null for none.</summary>
    public MqttClientTls? Tls { get; init; }

    /// <summary>The version to speak.</summary>
    public MqttVersion Version { get; init; } = MqttVersion.V500;

    /// <summary>Client identifier; empty to be given one by the server.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>User name, or null.</summary>
    public string? UserName { get; init; }

    /// <summary>Password, or null; UTF-8 on the wire. 3.1.1 takes none without a user name.</summary>
    public string? Password { get; init; }

    /// <summary>Whether an earlier session is to be forgotten. On 3.1.1 the new one then also ends with its connection.</summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>How long the server is to keep the session after the connection has ended (5.0), whole seconds. At most 136 years.</summary>
    public TimeSpan SessionExpiry { get; init; }

    /// <summary>What the server publishes when the connection is lost, or null.</summary>
    public MqttWill? Will { get; init; }

    /// <summary>Keep Alive, whole seconds; zero for none. A PINGREQ goes out each half of it.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Unacknowledged publishes of QoS 1 and 2 at a time, 1 to 65,534; the server's Receive Maximum if that is less.</summary>
    public int MaxInflight { get; init; } = 1024;

    /// <summary>Messages of QoS 1 and 2 that the server may send before one is acknowledged, 1 to 65,535: the Receive Maximum of 5.0. On 3.1.1 the connection is not read while it has sent as many.</summary>
    public int ReceiveMaximum { get; init; } = 1024;

    /// <summary>Topic aliases that the server may use (5.0), 0 to 1,024; each costs as much memory as its topic.</summary>
    public int TopicAliasMaximum { get; init; } = 64;

    /// <summary>
    /// How long messages may gather in the socket before they are read, while 64 come in twice as long; fewer are read at once. A millisecond or two make a client that gets
    /// very many cost a tenth. Zero, the default, reads whatever comes at once.
    /// </summary>
    public TimeSpan GatherTime { get; init; }

    /// <summary>Time for the TCP connection and the CONNACK.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the server may leave unread what was sent to it. Positive.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a disconnecting client waits for the server to close. Positive.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest packet that the client takes, in bytes.</summary>
    public int MaxPacketSize { get; init; } = 1024 * 1024;

    /// <summary>Every option out of its range, as a sentence each; empty when all are good.</summary>
    public IReadOnlyList<string> Faults()
    {
        List<string> faults = [];
        Check(Host.Length > 0, $"{nameof(Host)} is empty");
        Check(Port is > 0 and <= ushort.MaxValue, $"{nameof(Port)} is {Port}; it takes 1 to 65535");
        Check(KeepAlive.TotalSeconds is >= 0 and <= ushort.MaxValue, $"{nameof(KeepAlive)} is {KeepAlive}; it takes 0 to 65535 s");
        Check(MaxInflight is >= 1 and < MqttLimits.InflightMax, $"{nameof(MaxInflight)} is {MaxInflight}; it takes 1 to 65534");
        Check(ReceiveMaximum is >= 1 and <= MqttLimits.InflightMax, $"{nameof(ReceiveMaximum)} is {ReceiveMaximum}; it takes 1 to 65535");
        Check(TopicAliasMaximum is >= 0 and <= MqttLimits.TopicAliasesMax, $"{nameof(TopicAliasMaximum)} is {TopicAliasMaximum}; it takes 0 to {MqttLimits.TopicAliasesMax}");
        Check(SessionExpiry >= TimeSpan.Zero && SessionExpiry.TotalSeconds < uint.MaxValue, $"{nameof(SessionExpiry)} is {SessionExpiry}; it takes 0 to 4294967294 s");
        Check(GatherTime >= TimeSpan.Zero && GatherTime <= GatherTimeMax, $"{nameof(GatherTime)} is {GatherTime}; it takes 0 to {GatherTimeMax.TotalSeconds} s");
        Check(ConnectTimeout > TimeSpan.Zero, $"{nameof(ConnectTimeout)} is {ConnectTimeout}; it takes a positive time");
        Check(WriteTimeout > TimeSpan.Zero, $"{nameof(WriteTimeout)} is {WriteTimeout}; it takes a positive time");
        Check(CloseTimeout > TimeSpan.Zero, $"{nameof(CloseTimeout)} is {CloseTimeout}; it takes a positive time");
        Check(MaxPacketSize is >= 128 and <= MqttLimits.PacketBytesMax, $"{nameof(MaxPacketSize)} is {MaxPacketSize}; it takes 128 to {MqttLimits.PacketBytesMax}");
        Check(Version == MqttVersion.V500 || Password is null || UserName is not null, $"{nameof(Password)} needs a {nameof(UserName)} on 3.1.1");
        Check(Version == MqttVersion.V500 || ClientId.Length > 0 || CleanStart, $"{nameof(ClientId)} is empty; on 3.1.1 that needs {nameof(CleanStart)}");
        return faults;

        void Check(bool isGood, string fault)
        {
            if (!isGood)
            {
                faults.Add(fault);
            }
        }
    }
}
