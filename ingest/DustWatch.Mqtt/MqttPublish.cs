namespace DustWatch.Mqtt;

/// <summary>One PUBLISH (3.3). Its spans lie in the connection's buffer and are valid only until the call that was given it returns.</summary>
public readonly ref struct MqttPublish
{
    /// <summary>A message without properties, as the client, the will and a test make it.</summary>
    /// <param name="topic">Topic name, UTF-8; empty on the wire when a topic alias stands for it.</param>
    /// <param name="payload">Payload, any bytes.</param>
    /// <param name="qos">Quality of service.</param>
    /// <param name="retain">RETAIN flag.</param>
    /// <param name="isDuplicate">DUP flag.</param>
    /// <param name="packetId">Packet identifier; 0 at QoS 0.</param>
    /// <param name="topicAlias">Topic alias; 0 for none.</param>
    /// <param name="isWill">Whether this is the last will of a connection that has ended.</param>
    public MqttPublish(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, MqttQos qos = MqttQos.AtMostOnce, bool retain = false,
        bool isDuplicate = false, ushort packetId = 0, ushort topicAlias = 0, bool isWill = false)
        : this(topic, payload, default, qos, retain, isDuplicate, packetId, topicAlias, isWill)
    {
    }

    internal MqttPublish(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> properties, MqttQos qos, bool retain,
        bool isDuplicate, ushort packetId, ushort topicAlias, bool isWill)
    {
        Topic = topic;
        Payload = payload;
        Properties = properties;
        Qos = qos;
        Retain = retain;
        IsDuplicate = isDuplicate;
        PacketId = packetId;
        TopicAlias = topicAlias;
        IsWill = isWill;
    }

    /// <summary>Topic name, UTF-8; not empty when a session gets it, and without wildcards.</summary>
    public ReadOnlySpan<byte> Topic { get; }

    /// <summary>Payload.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Quality of service.</summary>
    public MqttQos Qos { get; }

    /// <summary>RETAIN flag: the message is to be kept for later subscribers.</summary>
    public bool Retain { get; }

    /// <summary>DUP flag: the client may have sent it before.</summary>
    public bool IsDuplicate { get; }

    /// <summary>Packet identifier; 0 at QoS 0.</summary>
    public ushort PacketId { get; }

    /// <summary>Topic alias that came with it; 0 for none. <see cref="Topic"/> is already resolved.</summary>
    public ushort TopicAlias { get; }

    /// <summary>Whether this is the last will of a connection that has ended.</summary>
    public bool IsWill { get; }

    /// <summary>Seconds after which the message is of no use (5.0), or null.</summary>
    public uint? MessageExpirySeconds => TryFind(MqttPropertyId.MessageExpiryInterval, out var property) ? property.Number : null;

    /// <summary>Whether the sender says that the payload is UTF-8 text (5.0).</summary>
    public bool IsPayloadText => TryFind(MqttPropertyId.PayloadFormatIndicator, out var property) && property.Number == 1;

    /// <summary>Content type (5.0), UTF-8; empty for none.</summary>
    public ReadOnlySpan<byte> ContentType => TryFind(MqttPropertyId.ContentType, out var property) ? property.Bytes : default;

    /// <summary>Response topic (5.0), UTF-8; empty for none.</summary>
    public ReadOnlySpan<byte> ResponseTopic => TryFind(MqttPropertyId.ResponseTopic, out var property) ? property.Bytes : default;

    /// <summary>Correlation data (5.0); empty for none.</summary>
    public ReadOnlySpan<byte> CorrelationData => TryFind(MqttPropertyId.CorrelationData, out var property) ? property.Bytes : default;

    /// <summary>Finds the first user property of a name (5.0).</summary>
    /// <param name="name">Its name, UTF-8.</param>
    /// <param name="value">Its value, UTF-8.</param>
    public bool TryFindUserProperty(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var reader = new MqttPropertyReader(Properties, MqttPropertySet.Publish | MqttPropertySet.Will);
        while (reader.TryRead(out var property))
        {
            if (property.Id == MqttPropertyId.UserProperty && property.Name.SequenceEqual(name))
            {
                value = property.Bytes;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The properties as they stand on the wire; checked.</summary>
    internal ReadOnlySpan<byte> Properties { get; }

    internal MqttPublish WithTopic(ReadOnlySpan<byte> topic) =>
        new(topic, Payload, Properties, Qos, Retain, IsDuplicate, PacketId, TopicAlias, IsWill);

    internal MqttPublish WithPacketId(ushort packetId) =>
        new(Topic, Payload, Properties, Qos, Retain, IsDuplicate, packetId, TopicAlias, IsWill);

    /// <summary>Properties are looked for when they are asked for: the path of a sample asks for none.</summary>
    private bool TryFind(MqttPropertyId id, out MqttProperty property)
    {
        var reader = new MqttPropertyReader(Properties, MqttPropertySet.Publish | MqttPropertySet.Will);
        while (reader.TryRead(out property))
        {
            if (property.Id == id)
            {
                return true;
            }
        }

        return false;
    }
}
