namespace DustWatch.Mqtt;

/// <summary>How an endpoint treats its connections. Checked once, when the endpoint is made.</summary>
public sealed record MqttEndpointOptions
{
    /// <summary>Unacknowledged publishes of QoS 1 and 2 a connection: the Receive Maximum of 5.0. On 3.1.1 the connection is not read while it has as many. 1 to 65,535.</summary>
    public int MaxInflight { get; init; } = 1024;

    /// <summary>The longest packet in bytes, fixed header included: the Maximum Packet Size of 5.0. 1 KiB to <see cref="MqttLimits.PacketBytesMax"/>.</summary>
    public int MaxPacketSize { get; init; } = 1024 * 1024;

    /// <summary>Topic aliases that a client may use on a connection; 0 for none. At most 1,024.</summary>
    public int TopicAliasMaximum { get; init; } = 16;

    /// <summary>Time from the network connection to the CONNACK. Positive.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The longest Keep Alive: a 5.0 client that asks for more, or for none, is told this one (Server Keep Alive). Null for the client's own.
    /// A 3.1.1 client cannot be told, and keeps its own. 1 s to 65,535 s.
    /// </summary>
    public TimeSpan? ServerKeepAlive { get; init; }

    /// <summary>How long a client may leave unread what was sent to it. Positive.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a closing connection may take for its last acknowledgements and its DISCONNECT. Positive.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long what follows a packet that was too large is read and thrown away, so that its sender sees the reason instead of a reset. Positive, below <see cref="CloseTimeout"/>.</summary>
    public TimeSpan LingerTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest that a session outlives its connection; a 5.0 client that asks for more is told this, a 3.1.1 client's session lasts as long. Zero for never; at most 136 years.</summary>
    public TimeSpan SessionExpiryMaximum { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Sessions, those without a connection included. 1 or more.</summary>
    public int MaxSessions { get; init; } = 100_000;

    /// <summary>Subscriptions of one session. 1 or more.</summary>
    public int MaxSubscriptions { get; init; } = 1_000;

    /// <summary>Messages that wait for one client; past it the oldest is given up. 1 or more.</summary>
    public int MaxQueuedMessages { get; init; } = 1_000;

    /// <summary>Bytes that wait for one client; past it the oldest messages are given up. 1 KiB or more.</summary>
    public int MaxQueuedBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Retained messages; no topic more than these gets one. 0 or more.</summary>
    public int MaxRetainedMessages { get; init; } = 100_000;

    /// <summary>Bytes of retained messages. 0 or more.</summary>
    public long MaxRetainedBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Open network connections in all; one more is closed at once. 1 or more.</summary>
    public int MaxConnections { get; init; } = 50_000;

    /// <summary>Open network connections of one address (of one /64 of IPv6); one more is closed at once. 1 or more.</summary>
    public int MaxConnectionsPerAddress { get; init; } = 20_000;

    /// <summary>Refused sign-ins and broken rules of one user name from one address within <see cref="BanTime"/> that keep both out for that time; 0 for no bans.</summary>
    public int BanAfterFailures { get; init; } = 20;

    /// <summary>The same of one address with whatever user names. 1 or more.</summary>
    public int BanNetworkAfterFailures { get; init; } = 500;

    /// <summary>How long a ban lasts. Positive.</summary>
    public TimeSpan BanTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Every option out of its range, as a sentence each; empty when all are good.</summary>
    public IReadOnlyList<string> Faults()
    {
        List<string> faults = [];
        Check(MaxInflight is >= 1 and <= MqttLimits.InflightMax, $"{nameof(MaxInflight)} is {MaxInflight}; it takes 1 to 65535");
        Check(MaxPacketSize is >= 1024 and <= MqttLimits.PacketBytesMax, $"{nameof(MaxPacketSize)} is {MaxPacketSize}; it takes 1024 to {MqttLimits.PacketBytesMax}");
        Check(TopicAliasMaximum is >= 0 and <= MqttLimits.TopicAliasesMax, $"{nameof(TopicAliasMaximum)} is {TopicAliasMaximum}; it takes 0 to {MqttLimits.TopicAliasesMax}");
        Check(ConnectTimeout > TimeSpan.Zero, $"{nameof(ConnectTimeout)} is {ConnectTimeout}; it takes a positive time");
        Check(ServerKeepAlive is null || ServerKeepAlive.Value.TotalSeconds is >= 1 and <= ushort.MaxValue, $"{nameof(ServerKeepAlive)} is {ServerKeepAlive}; it takes 1 s to 65535 s");
        Check(WriteTimeout > TimeSpan.Zero, $"{nameof(WriteTimeout)} is {WriteTimeout}; it takes a positive time");
        Check(CloseTimeout > TimeSpan.Zero, $"{nameof(CloseTimeout)} is {CloseTimeout}; it takes a positive time");
        Check(LingerTime > TimeSpan.Zero && LingerTime < CloseTimeout, $"{nameof(LingerTime)} is {LingerTime}; it takes a positive time below {nameof(CloseTimeout)}");
        Check(SessionExpiryMaximum >= TimeSpan.Zero && SessionExpiryMaximum.TotalSeconds < uint.MaxValue, $"{nameof(SessionExpiryMaximum)} is {SessionExpiryMaximum}; it takes 0 to 4294967294 s");
        Check(MaxSessions >= 1, $"{nameof(MaxSessions)} is {MaxSessions}; it takes 1 or more");
        Check(MaxSubscriptions >= 1, $"{nameof(MaxSubscriptions)} is {MaxSubscriptions}; it takes 1 or more");
        Check(MaxQueuedMessages >= 1, $"{nameof(MaxQueuedMessages)} is {MaxQueuedMessages}; it takes 1 or more");
        Check(MaxQueuedBytes >= 1024, $"{nameof(MaxQueuedBytes)} is {MaxQueuedBytes}; it takes 1024 or more");
        Check(MaxRetainedMessages >= 0, $"{nameof(MaxRetainedMessages)} is {MaxRetainedMessages}; it takes 0 or more");
        Check(MaxRetainedBytes >= 0, $"{nameof(MaxRetainedBytes)} is {MaxRetainedBytes}; it takes 0 or more");
        Check(MaxConnections >= 1, $"{nameof(MaxConnections)} is {MaxConnections}; it takes 1 or more");
        Check(MaxConnectionsPerAddress >= 1, $"{nameof(MaxConnectionsPerAddress)} is {MaxConnectionsPerAddress}; it takes 1 or more");
        Check(BanAfterFailures >= 0, $"{nameof(BanAfterFailures)} is {BanAfterFailures}; it takes 0 or more");
        Check(BanNetworkAfterFailures >= 1, $"{nameof(BanNetworkAfterFailures)} is {BanNetworkAfterFailures}; it takes 1 or more");
        Check(BanTime > TimeSpan.Zero, $"{nameof(BanTime)} is {BanTime}; it takes a positive time");
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
