namespace DustWatch.Mqtt;

/// <summary>A message in one session's queue. Changed only under the lock of its <see cref="MqttOutbound"/>.</summary>
internal sealed class MqttOutgoing(MqttMessage message, MqttQos qos, bool retain, int[] identifiers, long sequence)
{
    public MqttMessage Message { get; } = message;

    /// <summary>QoS that the session gets it with.</summary>
    public MqttQos Qos { get; } = qos;

    public bool Retain { get; } = retain;

    /// <summary>Identifiers of the subscriptions that it matched.</summary>
    public int[] Identifiers { get; } = identifiers;

    /// <summary>Its place in the order; for one that was received, the place of its PUBREC.</summary>
    public long Order { get; set; } = sequence;

    /// <summary>Its number in the session's stored state.</summary>
    public long Sequence { get; } = sequence;

    public MqttOutgoingState State { get; set; }

    /// <summary>0 until it is sent.</summary>
    public ushort PacketId { get; set; }

    /// <summary>Whether the session store knows it.</summary>
    public bool IsStored { get; set; }

    /// <summary>Whether it was sent on this connection and counts against the client's Receive Maximum.</summary>
    public bool IsCounted { get; set; }
}
