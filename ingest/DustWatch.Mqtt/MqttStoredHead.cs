namespace DustWatch.Mqtt;

/// <summary>What is known of a stored session but its subscriptions, messages and received identifiers.</summary>
public sealed record MqttStoredHead
{
    /// <summary>The session's key.</summary>
    public required string Key { get; init; }

    /// <summary>Seconds that it outlives its connection; <see cref="uint.MaxValue"/> for ever.</summary>
    public required uint ExpirySeconds { get; init; }

    /// <summary>When its connection ended, ms UTC; null while it has one. A session that is found without it lost its connection with the process.</summary>
    public long? DisconnectedAtMilliseconds { get; init; }

    /// <summary>The will that is still to be published, or null.</summary>
    public MqttWill? Will { get; init; }
}
