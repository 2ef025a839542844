namespace DustWatch.Mqtt;

/// <summary>What a client says when it connects (3.1). Everything in it is checked against the standard, and nothing in it is trusted yet.</summary>
public sealed record MqttConnect
{
    /// <summary>The version that the connection speaks.</summary>
    public required MqttVersion Version { get; init; }

    /// <summary>Client identifier; one made by the server when the client sent an empty one.</summary>
    public required string ClientId { get; init; }

    /// <summary>Clean Session (3.1.1) or Clean Start (5.0): the session that is there is not to be gone on with. On 3.1.1 the new one also ends with its connection.</summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>Keep Alive in seconds; 0 for none.</summary>
    public ushort KeepAliveSeconds { get; init; }

    /// <summary>User name, or null when there is none.</summary>
    public string? UserName { get; init; }

    /// <summary>Password, or null when there is none. Never to be logged: <see cref="ToString"/> leaves it out.</summary>
    public ReadOnlyMemory<byte>? Password { get; init; }

    /// <summary>The last will, or null.</summary>
    public MqttWill? Will { get; init; }

    /// <summary>Seconds that the client asks its session to outlive the connection (5.0); <see cref="uint.MaxValue"/> for ever.</summary>
    public uint SessionExpiryIntervalSeconds { get; init; }

    /// <summary>Unacknowledged publishes that the client takes (5.0), 1 to 65,535.</summary>
    public ushort ReceiveMaximum { get; init; } = ushort.MaxValue;

    /// <summary>The longest packet in bytes that the client takes (5.0); no bound of its own when 0.</summary>
    public uint MaximumPacketSize { get; init; }

    /// <summary>Topic aliases that the client takes (5.0).</summary>
    public ushort TopicAliasMaximum { get; init; }

    /// <summary>Whether the client asks for Response Information (5.0).</summary>
    public bool IsResponseInformationRequested { get; init; }

    /// <summary>Whether reason strings may stand in packets other than CONNACK, PUBLISH and DISCONNECT (5.0).</summary>
    public bool IsProblemInformationRequested { get; init; } = true;

    /// <summary>Whether the client wants an enhanced authentication (5.0); the endpoint refuses it with 0x8C.</summary>
    public bool HasAuthenticationMethod { get; init; }

    /// <summary><see cref="MaximumPacketSize"/> as a bound to compare with.</summary>
    internal int PacketBytesMax() => MaximumPacketSize is 0 or > int.MaxValue ? int.MaxValue : (int)MaximumPacketSize;

    /// <summary>The client's name and version, without its secrets.</summary>
    public override string ToString() => $"{ClientId} ({Version})";
}
