using static DustWatch.Mqtt.MqttPropertyId;

namespace DustWatch.Mqtt;

/// <summary>Which properties each packet may carry (5.0: 2.2.2.2), a bit per identifier.</summary>
internal static class MqttPropertySet
{
    public static readonly ulong Connect = Of(SessionExpiryInterval, ReceiveMaximum, MaximumPacketSize, TopicAliasMaximum,
        RequestResponseInformation, RequestProblemInformation, UserProperty, AuthenticationMethod, AuthenticationData);

    public static readonly ulong Will = Of(WillDelayInterval, PayloadFormatIndicator, MessageExpiryInterval, ContentType, ResponseTopic,
        CorrelationData, UserProperty);

    public static readonly ulong ConnAck = Of(SessionExpiryInterval, ReceiveMaximum, MaximumQos, RetainAvailable, MaximumPacketSize,
        AssignedClientIdentifier, TopicAliasMaximum, ReasonString, UserProperty, WildcardSubscriptionAvailable,
        SubscriptionIdentifierAvailable, SharedSubscriptionAvailable, ServerKeepAlive, ResponseInformation, ServerReference,
        AuthenticationMethod, AuthenticationData);

    public static readonly ulong Publish = Of(PayloadFormatIndicator, MessageExpiryInterval, TopicAlias, ResponseTopic, CorrelationData,
        UserProperty, SubscriptionIdentifier, ContentType);

    /// <summary>PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK and UNSUBACK.</summary>
    public static readonly ulong Acknowledgement = Of(ReasonString, UserProperty);

    public static readonly ulong Subscribe = Of(SubscriptionIdentifier, UserProperty);

    public static readonly ulong Unsubscribe = Of(UserProperty);

    public static readonly ulong Disconnect = Of(SessionExpiryInterval, ReasonString, UserProperty, ServerReference);

    /// <summary>Those of a PUBLISH that a server hands on unaltered.</summary>
    public static readonly ulong Forwarded = Of(PayloadFormatIndicator, ContentType, ResponseTopic, CorrelationData, UserProperty);

    private static readonly ulong Users = Of(UserProperty);

    private static readonly ulong UsersAndSubscriptions = Of(UserProperty, SubscriptionIdentifier);

    /// <summary>Those that may stand more than once in one packet: user properties, and in a PUBLISH the identifiers of several subscriptions (3.3.2.3.8).</summary>
    public static ulong RepeatableIn(ulong set) => Has(set, SubscriptionIdentifier) && Has(set, TopicAlias) ? UsersAndSubscriptions : Users;

    public static bool Has(ulong set, MqttPropertyId id) => (set >> (int)id & 1) != 0;

    private static ulong Of(params ReadOnlySpan<MqttPropertyId> ids)
    {
        var set = 0UL;
        foreach (var id in ids)
        {
            set |= 1UL << (int)id;
        }

        return set;
    }
}
