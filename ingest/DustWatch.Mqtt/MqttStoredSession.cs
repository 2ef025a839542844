namespace DustWatch.Mqtt;

/// <summary>A session as it is read after a restart (4.1).</summary>
public sealed record MqttStoredSession
{
    /// <summary>Key, expiry and will.</summary>
    public required MqttStoredHead Head { get; init; }

    /// <summary>Its subscriptions.</summary>
    public IReadOnlyList<MqttSubscription> Subscriptions { get; init; } = [];

    /// <summary>Messages on their way to it, by their sequence.</summary>
    public IReadOnlyList<MqttStoredMessage> Messages { get; init; } = [];

    /// <summary>Packet identifiers of messages of QoS 2 that came from it and are not released.</summary>
    public IReadOnlyList<ushort> Received { get; init; } = [];
}
