using static DustWatch.Mqtt.MqttPropertyId;

namespace DustWatch.Mqtt;

/// <summary>Goes through the properties of one packet, in order, and judges each: is it known, may it stand in this packet, is it there once, is its value allowed.</summary>
/// <remarks>
/// Property = Identifier (Variable Byte Integer), value of the identifier's type (5.0: 2.2.2.2).
/// An identifier that the packet may not carry is malformed (0x81); one that stands twice, or has a value that is not allowed, is a protocol error (0x82).
/// </remarks>
internal ref struct MqttPropertyReader(ReadOnlySpan<byte> properties, ulong allowed)
{
    private readonly ulong _allowed = allowed;
    private MqttWireReader _wire = new(properties);
    private ulong _seen;

    /// <summary>The bytes of the last property, identifier included.</summary>
    public ReadOnlySpan<byte> Last { get; private set; }

    /// <summary>Set when <see cref="TryRead"/> returned false before the end.</summary>
    public MqttFault Fault { get; private set; }

    public readonly bool IsFaulty => Fault.Code != MqttReasonCode.Success;

    /// <summary>Reads every property for its fault alone.</summary>
    public static bool TryCheck(ReadOnlySpan<byte> properties, ulong allowed, out MqttFault fault)
    {
        var reader = new MqttPropertyReader(properties, allowed);
        while (reader.TryRead(out _))
        {
        }

        fault = reader.Fault;
        return !reader.IsFaulty;
    }

    /// <summary>False at the end and at the first fault.</summary>
    public bool TryRead(out MqttProperty property)
    {
        property = default;
        if (_wire.IsAtEnd)
        {
            return false;
        }

        var start = _wire.Rest;
        if (!_wire.TryReadVariable(out var identifier))
        {
            return Fail(MqttFault.Malformed(_wire.Problem));
        }

        var id = (MqttPropertyId)identifier;
        if (identifier > (int)SharedSubscriptionAvailable || !MqttPropertySet.Has(_allowed, id))
        {
            return Fail(MqttFault.Malformed("a property that this packet may not carry"));
        }

        var bit = 1UL << identifier;
        if ((_seen & bit) != 0 && (MqttPropertySet.RepeatableIn(_allowed) & bit) == 0)
        {
            return Fail(MqttFault.Protocol("a property stands twice"));
        }

        _seen |= bit;
        if (!TryReadValue(id, out property))
        {
            return Fail(MqttFault.Malformed(_wire.Problem));
        }

        Last = start[..^_wire.Rest.Length];
        return IsAllowed(property) || Fail(MqttFault.Protocol("a property has a value that is not allowed"));
    }

    private bool TryReadValue(MqttPropertyId id, out MqttProperty property)
    {
        uint number = 0;
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> bytes = default;
        bool isRead;
        switch (id)
        {
            case PayloadFormatIndicator or RequestProblemInformation or RequestResponseInformation or MaximumQos or RetainAvailable
                or WildcardSubscriptionAvailable or SubscriptionIdentifierAvailable or SharedSubscriptionAvailable:
                isRead = _wire.TryReadByte(out var single);
                number = single;
                break;
            case ServerKeepAlive or ReceiveMaximum or TopicAliasMaximum or TopicAlias:
                isRead = _wire.TryReadUInt16(out var two);
                number = two;
                break;
            case MessageExpiryInterval or SessionExpiryInterval or WillDelayInterval or MaximumPacketSize:
                isRead = _wire.TryReadUInt32(out number);
                break;
            case SubscriptionIdentifier:
                isRead = _wire.TryReadVariable(out var variable);
                number = (uint)variable;
                break;
            case CorrelationData or AuthenticationData:
                isRead = _wire.TryReadBinary(out bytes);
                break;
            case UserProperty:
                isRead = _wire.TryReadText(out name) && _wire.TryReadText(out bytes);
                break;
            default:
                isRead = _wire.TryReadText(out bytes);
                break;
        }

        property = new(id, number, name, bytes);
        return isRead;
    }

    /// <summary>The values that 3.1.2.11, 3.2.2.3, 3.3.2.3 and 3.8.2.1 call a protocol error. A topic alias of 0 has a code of its own and is judged by who resolves it.</summary>
    private static bool IsAllowed(in MqttProperty property) => property.Id switch
    {
        PayloadFormatIndicator or RequestProblemInformation or RequestResponseInformation or MaximumQos or RetainAvailable
            or WildcardSubscriptionAvailable or SubscriptionIdentifierAvailable or SharedSubscriptionAvailable => property.Number <= 1,
        ReceiveMaximum or MaximumPacketSize or SubscriptionIdentifier => property.Number != 0,
        ResponseTopic => MqttTopic.IsName(property.Bytes),
        _ => true,
    };

    private bool Fail(MqttFault fault)
    {
        Fault = fault;
        return false;
    }
}
