namespace DustWatch.Mqtt;

/// <summary>The message that a client leaves behind, published when its connection ends without a normal DISCONNECT (3.1.2.5).</summary>
public sealed record MqttWill
{
    /// <summary>Topic name, UTF-8: not empty, no wildcards.</summary>
    public required ReadOnlyMemory<byte> Topic { get; init; }

    /// <summary>Payload, at most <see cref="MqttLimits.FieldBytesMax"/> bytes.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>QoS that the will asks for.</summary>
    public MqttQos Qos { get; init; }

    /// <summary>Whether the will is to be retained.</summary>
    public bool Retain { get; init; }

    /// <summary>Seconds that its publication is put off (5.0), unless the session ends before.</summary>
    public uint DelayIntervalSeconds { get; init; }

    /// <summary>The will's properties as they stand on the wire, checked; those of a PUBLISH and the delay. Empty on 3.1.1.</summary>
    public ReadOnlyMemory<byte> Properties { get; init; }
}
