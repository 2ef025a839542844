namespace DustWatch.Mqtt;

/// <summary>How an endpoint treats its connections. Checked once, when the endpoint is made.</summary>
public sealed record MqttEndpointOptions
{
    /// <summary>Unacknowledged publishes of QoS 1 a connection: the Receive Maximum of 5.0. On 3.1.1 the connection is not read while it has as many. 1 to 65,535.</summary>
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
