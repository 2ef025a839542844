namespace DustWatch.Mqtt;

/// <summary>One subscription of a session (3.8.3). Immutable; checked against the standard.</summary>
public sealed record MqttSubscription
{
    private const string SharePrefix = "$share/";

    /// <summary>Topic filter as the client wrote it, <c>$share/NAME/</c> included.</summary>
    public required string Filter { get; init; }

    /// <summary>The highest QoS that messages are sent with.</summary>
    public MqttQos Qos { get; init; }

    /// <summary>Whether the client's own messages are kept from it (5.0).</summary>
    public bool IsNoLocal { get; init; }

    /// <summary>Whether RETAIN is sent as it was published (5.0); else it is set for retained messages alone.</summary>
    public bool IsRetainAsPublished { get; init; }

    /// <summary>When retained messages are sent (5.0).</summary>
    public MqttRetainHandling RetainHandling { get; init; }

    /// <summary>Subscription Identifier (5.0), 1 to 268,435,455; 0 for none.</summary>
    public int Identifier { get; init; }

    /// <summary>Whether it is one of a shared subscription (5.0: 4.8.2). On 3.1.1 such a filter is one like any other.</summary>
    public bool IsShared { get; init; }

    /// <summary>The name of the shared subscription, or null.</summary>
    public string? ShareName => IsShared ? Filter[SharePrefix.Length..Filter.IndexOf('/', SharePrefix.Length)] : null;

    /// <summary>The filter that topics are compared with: without <c>$share/NAME/</c>.</summary>
    public string TopicFilter => IsShared ? Filter[(Filter.IndexOf('/', SharePrefix.Length) + 1)..] : Filter;

    /// <summary>The options as SUBSCRIBE has them (3.8.3.1).</summary>
    internal int Options => (int)Qos | (IsNoLocal ? 4 : 0) | (IsRetainAsPublished ? 8 : 0) | (int)RetainHandling << 4;

    internal static MqttSubscription Of(string filter, int options, int identifier, bool isShared) => new()
    {
        Filter = filter,
        Qos = (MqttQos)(options & 3),
        IsNoLocal = (options & 4) != 0,
        IsRetainAsPublished = (options & 8) != 0,
        RetainHandling = (MqttRetainHandling)(options >> 4 & 3),
        Identifier = identifier,
        IsShared = isShared,
    };
}
