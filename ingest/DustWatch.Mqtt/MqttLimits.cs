namespace DustWatch.Mqtt;

/// <summary>Every bound of this library: what the standards set, and what the library sets where they leave it open. Sizes are bytes.</summary>
public static class MqttLimits
{
    /// <summary>The longest UTF-8 string or binary field: its length is a two-byte integer (1.5.3).</summary>
    public const int FieldBytesMax = 65_535;

    /// <summary>The largest Variable Byte Integer, and so the largest Remaining Length (2.2.3; 5.0: 1.5.5).</summary>
    public const int RemainingLengthMax = 268_435_455;

    /// <summary>The longest fixed header: one byte of type and flags, four of Remaining Length.</summary>
    public const int FixedHeaderBytesMax = 5;

    /// <summary>The largest packet: <see cref="FixedHeaderBytesMax"/> and <see cref="RemainingLengthMax"/>.</summary>
    public const int PacketBytesMax = FixedHeaderBytesMax + RemainingLengthMax;

    /// <summary>The largest CONNECT. Its sender is not known yet, so it is held shorter than what an admitted client may send.</summary>
    public const int ConnectPacketBytesMax = 128 * 1024;

    /// <summary>The longest client identifier taken; the standard demands 23 and allows a server more (3.1.3.1).</summary>
    public const int ClientIdBytesMax = 256;

    /// <summary>The longest reason string sent; a person has to read it.</summary>
    public const int ReasonStringBytesMax = 256;

    /// <summary>The largest Receive Maximum, and so the most packet identifiers in use (2.3.1).</summary>
    public const int InflightMax = 65_535;

    /// <summary>The most topic aliases that an endpoint can be set to take; each may hold a topic of <see cref="FieldBytesMax"/> bytes.</summary>
    public const int TopicAliasesMax = 1_024;

    /// <summary>Reads of one connection whose commit has not completed yet. Past it the connection is not read.</summary>
    public const int PendingCommitsMax = 64;

    /// <summary>Acknowledgements written into one span.</summary>
    public const int AcknowledgementsPerSpanMax = 512;

    /// <summary>The most filters of one SUBSCRIBE or UNSUBSCRIBE.</summary>
    public const int FiltersMax = 1_024;

    /// <summary>The most levels of a topic filter that is granted: the subscription tree goes down as deep.</summary>
    public const int FilterLevelsMax = 200;

    /// <summary>Bytes of deliveries that are written before a flush, one packet more at most.</summary>
    public const int DeliveryBytesMax = 64 * 1024;

    /// <summary>The most unanswered deliveries of QoS 1 and 2 to one client, whatever it takes.</summary>
    public const int DeliveryInflightMax = 1_024;

    /// <summary>The most topic aliases that the endpoint uses towards one client.</summary>
    public const int DeliveryAliasesMax = 64;

    /// <summary>The largest buffer that a connection keeps for packets that cross segments; a larger one goes back to the pool after use.</summary>
    public const int KeptScratchBytesMax = 16 * 1024;

    /// <summary>What is read and thrown away of a packet that was too large, so that its sender sees the reason instead of a reset.</summary>
    public const int LingerBytesMax = 4 * 1024 * 1024;

    /// <summary>Bytes of a read after which a client does not wait for more to gather: nearly its whole buffer, and more may be there already.</summary>
    public const int GatheredBytesMax = 60 * 1024;

    /// <summary>Bytes that a client lets gather in its socket. The system makes room for twice as many, of which small segments take ten times their length.</summary>
    public const int GatheringBytesMax = 2 * 1024 * 1024;

    /// <summary>Bytes a client gathers before <c>PublishAsync</c> waits for the network.</summary>
    public const int SendBufferBytesMax = 256 * 1024;
}
