namespace DustWatch.Mqtt;

/// <summary>A session that gets a message, with what its matching subscriptions come to together: one copy, at their highest QoS, with all their identifiers (3.3.4).</summary>
internal readonly record struct MqttMatch(MqttSessionState Session, MqttQos Qos, bool IsRetainAsPublished, int[] Identifiers)
{
    public static MqttMatch Of(MqttSessionState session, MqttSubscription subscription) =>
        new(session, subscription.Qos, subscription.IsRetainAsPublished, subscription.Identifier == 0 ? [] : [subscription.Identifier]);

    public MqttMatch With(MqttSubscription subscription) => this with
    {
        Qos = (MqttQos)Math.Max((int)Qos, (int)subscription.Qos),
        IsRetainAsPublished = IsRetainAsPublished || subscription.IsRetainAsPublished,
        Identifiers = subscription.Identifier == 0 ? Identifiers : [.. Identifiers, subscription.Identifier],
    };
}
