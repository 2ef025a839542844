namespace DustWatch.Mqtt;

/// <summary>A message on its way to one session, as it is stored.</summary>
public sealed record MqttStoredMessage
{
    /// <summary>Its number within the session; they rise in the order of the messages.</summary>
    public required long Sequence { get; init; }

    /// <summary>What was published.</summary>
    public required MqttMessage Message { get; init; }

    /// <summary>QoS that the session gets it with, 1 or 2.</summary>
    public required MqttQos Qos { get; init; }

    /// <summary>RETAIN as the session gets it.</summary>
    public bool Retain { get; init; }

    /// <summary>Identifiers of the subscriptions that it matched.</summary>
    public IReadOnlyList<int> Identifiers { get; init; } = [];

    /// <summary>How far it has got.</summary>
    public MqttOutgoingState State { get; init; }

    /// <summary>0 until it is sent.</summary>
    public ushort PacketId { get; init; }
}
