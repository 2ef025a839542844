namespace DustWatch.Mqtt;

/// <summary>From a message to those who subscribe to its topic, at once and, when it is retained, later. Any thread.</summary>
internal sealed class MqttRouter(IMqttSessionStore store, MqttEndpointOptions options, TimeProvider time)
{
    [ThreadStatic]
    private static List<MqttMatch>? _matches;

    public MqttSubscriptionTree Tree { get; } = new();

    public MqttRetainedMessages Retained { get; } = new(store, options.MaxRetainedMessages, options.MaxRetainedBytes);

    /// <summary>Hands a client's message on.</summary>
    /// <returns><see cref="MqttReasonCode.NoMatchingSubscribers"/> when nobody gets it now.</returns>
    public MqttReasonCode Publish(in MqttPublish publish, string publisher)
    {
        if (publish.Retain)
        {
            return Publish(Message(publish, publisher)) > 0 ? MqttReasonCode.Success : MqttReasonCode.NoMatchingSubscribers;
        }

        var matches = _matches ??= [];
        Tree.Find(publish.Topic, publisher, matches);
        return matches.Count > 0 && Send(Message(publish, publisher), matches) > 0 ? MqttReasonCode.Success : MqttReasonCode.NoMatchingSubscribers;
    }

    /// <summary>Retains a message if it asks for that, and hands it on. It is retained first, so that who subscribes meanwhile gets it in one way or the other.</summary>
    /// <returns>How many sessions get it.</returns>
    public int Publish(MqttMessage message)
    {
        if (message.Retain)
        {
            Retained.TrySet(message);
        }

        var matches = _matches ??= [];
        Tree.Find(message.Topic.Span, message.Publisher, matches);
        return Send(message, matches);
    }

    /// <summary>Makes a subscription that the host has granted; the retained messages that it is to be sent are added to <paramref name="retained"/>.</summary>
    /// <returns>The granted QoS, or why there is none.</returns>
    public MqttReasonCode Subscribe(MqttSessionState state, MqttSubscription subscription, List<(MqttMessage Message, MqttSubscription Subscription)> retained)
    {
        if (subscription.Filter.AsSpan().Count('/') >= MqttLimits.FilterLevelsMax)
        {
            return MqttReasonCode.TopicFilterInvalid;
        }

        var isNew = !state.Subscriptions.ContainsKey(subscription.Filter);
        if (isNew && state.Subscriptions.Count >= options.MaxSubscriptions)
        {
            return MqttReasonCode.QuotaExceeded;
        }

        if (!state.Has(subscription))
        {
            if (state.IsDurable && store.IsBehind)
            {
                return MqttReasonCode.QuotaExceeded;
            }

            state.Set(subscription);
            Tree.Set(state, subscription);
        }

        if (!subscription.IsShared && (subscription.RetainHandling == MqttRetainHandling.Always || isNew && subscription.RetainHandling == MqttRetainHandling.WhenNew))
        {
            foreach (var message in Retained.Find(subscription.Filter, time.GetUtcNow().ToUnixTimeMilliseconds()))
            {
                if (!subscription.IsNoLocal || message.Publisher != state.Key)
                {
                    retained.Add((message, subscription));
                }
            }
        }

        return (MqttReasonCode)subscription.Qos;
    }

    public MqttReasonCode Unsubscribe(MqttSessionState state, string filter)
    {
        if (!state.TryRemove(filter, out var subscription))
        {
            return MqttReasonCode.NoSubscriptionExisted;
        }

        Tree.Remove(state, subscription!); // it was there
        return MqttReasonCode.Success;
    }

    /// <summary>Sends the retained messages of new subscriptions, RETAIN set [MQTT-3.3.1-8].</summary>
    public static void SendRetained(MqttSessionState state, List<(MqttMessage Message, MqttSubscription Subscription)> retained)
    {
        foreach (var (message, subscription) in retained)
        {
            state.Outbound.Enqueue(message, Lower(message.Qos, subscription.Qos), retain: true, subscription.Identifier == 0 ? [] : [subscription.Identifier]);
        }

        retained.Clear();
    }

    private static int Send(MqttMessage message, List<MqttMatch> matches)
    {
        foreach (var match in matches)
        {
            match.Session.Outbound.Enqueue(message, Lower(message.Qos, match.Qos), message.Retain && match.IsRetainAsPublished, match.Identifiers);
        }

        var count = matches.Count;
        matches.Clear();
        return count;
    }

    private MqttMessage Message(in MqttPublish publish, string publisher) => MqttMessage.Of(publish, publisher, time.GetUtcNow().ToUnixTimeMilliseconds());

    private static MqttQos Lower(MqttQos one, MqttQos other) => one < other ? one : other;
}
