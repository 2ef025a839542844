namespace DustWatch.Mqtt;

/// <summary>A host's answer to a CONNECT.</summary>
public sealed class MqttAdmission
{
    private MqttAdmission(MqttReasonCode code, IMqttSession? session, string? sessionKey, IReadOnlyCollection<ushort>? received, string? reason)
    {
        Code = code;
        Session = session;
        SessionKey = sessionKey;
        Received = received;
        Reason = reason;
    }

    /// <summary>Success, or why not.</summary>
    public MqttReasonCode Code { get; }

    /// <summary>The session; null in a refusal.</summary>
    public IMqttSession? Session { get; }

    /// <summary>What a take-over goes by; null for the client identifier.</summary>
    public string? SessionKey { get; }

    /// <summary>Packet identifiers that the host has stored, or null when the endpoint stores them.</summary>
    public IReadOnlyCollection<ushort>? Received { get; }

    /// <summary>Text that a refused 5.0 client is told, or null.</summary>
    public string? Reason { get; }

    /// <summary>Lets the client in.</summary>
    /// <param name="session">A session for this connection alone.</param>
    /// <param name="sessionKey">
    /// A connection takes over an earlier one with the same key. Null is the client identifier alone, as the standard has it. A host whose clients do not trust each other
    /// puts the user into the key, so that nobody can throw another one out by taking its client identifier.
    /// </param>
    /// <param name="received">
    /// For a host that stores the packet identifiers of QoS 2 in the same commit as what their messages hold: those of this key that were published and not released.
    /// Null when the endpoint's session store is to keep them.
    /// </param>
    public static MqttAdmission Admit(IMqttSession session, string? sessionKey = null, IReadOnlyCollection<ushort>? received = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new(MqttReasonCode.Success, session, sessionKey, received, reason: null);
    }

    /// <summary>Turns the client away.</summary>
    /// <param name="code">A CONNACK code from 0x80 on. Those that 3.1.1 has no return code for close a 3.1.1 connection without an answer.</param>
    /// <param name="reason">Text that a 5.0 client is told, or null.</param>
    public static MqttAdmission Refuse(MqttReasonCode code, string? reason = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan((int)code, (int)MqttReasonCode.UnspecifiedError, nameof(code));
        return new(code, session: null, sessionKey: null, received: null, reason);
    }
}
