namespace DustWatch.Mqtt;

/// <summary>A message on its way to subscribers, or retained. Immutable, shared by all who get it; any thread.</summary>
public sealed record MqttMessage
{
    /// <summary>Topic name, UTF-8, without wildcards.</summary>
    public required ReadOnlyMemory<byte> Topic { get; init; }

    /// <summary>Payload.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>QoS that it was published with.</summary>
    public MqttQos Qos { get; init; }

    /// <summary>RETAIN as it was published.</summary>
    public bool Retain { get; init; }

    /// <summary>When it is of no use any more, ms UTC; null for never.</summary>
    public long? ExpiresAtMilliseconds { get; init; }

    /// <summary>Session key of who published it, or null; compared for No Local.</summary>
    public string? Publisher { get; init; }

    /// <summary>
    /// Those properties that go to subscribers unaltered, as they stand on the wire: payload format, content type, response topic, correlation data and
    /// user properties in their order [MQTT-3.3.2-4, -15, -16, -17, -18, -20].
    /// </summary>
    public ReadOnlyMemory<byte> Properties { get; init; }

    internal int Bytes => Topic.Length + Payload.Length + Properties.Length;

    internal bool HasExpired(long nowMilliseconds) => ExpiresAtMilliseconds <= nowMilliseconds;

    /// <summary>Copies what a PUBLISH or a will says.</summary>
    internal static MqttMessage Of(in MqttPublish publish, string? publisher, long nowMilliseconds)
    {
        var properties = publish.Properties.IsEmpty ? [] : Forwarded(publish.Properties);
        return new()
        {
            Topic = publish.Topic.ToArray(),
            Payload = publish.Payload.ToArray(),
            Qos = publish.Qos,
            Retain = publish.Retain,
            ExpiresAtMilliseconds = publish.MessageExpirySeconds is { } seconds ? nowMilliseconds + 1000L * seconds : null,
            Publisher = publisher,
            Properties = properties,
        };
    }

    private static byte[] Forwarded(ReadOnlySpan<byte> properties)
    {
        var kept = new byte[properties.Length];
        var length = 0;
        var reader = new MqttPropertyReader(properties, MqttPropertySet.Publish | MqttPropertySet.Will);
        while (reader.TryRead(out var property))
        {
            if (MqttPropertySet.Has(MqttPropertySet.Forwarded, property.Id))
            {
                reader.Last.CopyTo(kept.AsSpan(length));
                length += reader.Last.Length;
            }
        }

        return kept[..length];
    }
}
