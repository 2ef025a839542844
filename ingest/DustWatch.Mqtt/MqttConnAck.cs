namespace DustWatch.Mqtt;

/// <summary>The answer to a CONNECT (3.2). What a 5.0 server does not state has the standard's default.</summary>
internal sealed record MqttConnAck
{
    public required MqttReasonCode Code { get; init; }

    public bool IsSessionPresent { get; init; }

    public uint? SessionExpiryIntervalSeconds { get; init; }

    public ushort ReceiveMaximum { get; init; } = ushort.MaxValue;

    public MqttQos MaximumQos { get; init; } = MqttQos.ExactlyOnce;

    public bool IsRetainAvailable { get; init; } = true;

    /// <summary>0 for no bound.</summary>
    public uint MaximumPacketSize { get; init; }

    public string? AssignedClientId { get; init; }

    public ushort TopicAliasMaximum { get; init; }

    public ushort? ServerKeepAliveSeconds { get; init; }

    public string? ReasonString { get; init; }
}
