using System.Buffers;
using System.Text;

namespace DustWatch.Mqtt;

/// <summary>CONNACK (3.2).</summary>
internal static class ConnAckPacket
{
    /// <summary>
    /// body = Connect Acknowledge Flags: bit 0 Session Present (3.2.2.1), return code or Reason Code (3.2.2.2), [5.0: Properties (3.2.2.3)].
    /// A server that does not know 5.0 answers a 5.0 client in the form of 3.1.1, without properties: that is read too.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> body, MqttVersion version, out MqttConnAck? connAck, out MqttFault fault)
    {
        connAck = null;
        if (version == MqttVersion.V500 && body is [0, > 0 and < 6])
        {
            version = MqttVersion.V311;
        }

        var wire = new MqttWireReader(body);
        ReadOnlySpan<byte> properties = default;
        if (!wire.TryReadByte(out var flags) || !wire.TryReadByte(out var code) || version == MqttVersion.V500 && !wire.TryReadProperties(out properties))
        {
            fault = MqttFault.Malformed(wire.Problem);
            return false;
        }

        if (flags > 1 || !wire.IsAtEnd)
        {
            fault = MqttFault.Malformed("a CONNACK has reserved flags set or bytes after its end");
            return false;
        }

        var read = new MqttConnAck { Code = version == MqttVersion.V500 ? (MqttReasonCode)code : FromReturnCode(code), IsSessionPresent = flags == 1 };
        if (!TryReadProperties(properties, ref read, out fault))
        {
            return false;
        }

        connAck = read;
        return true;
    }

    /// <summary>Writes a CONNACK of at most <paramref name="packetBytesMax"/> bytes; false, with nothing written, when it cannot be that short [MQTT-3.1.2-24] or 3.1.1 has no return code for the reason.</summary>
    public static bool TryWrite(IBufferWriter<byte> output, MqttVersion version, MqttConnAck connAck, int packetBytesMax)
    {
        var isV5 = version == MqttVersion.V500;
        var code = isV5 ? (int)connAck.Code : ToReturnCode(connAck.Code);
        if (code < 0)
        {
            return false;
        }

        var assigned = connAck.AssignedClientId is null ? [] : Encoding.UTF8.GetBytes(connAck.AssignedClientId);
        var reason = connAck.ReasonString is null ? [] : Encoding.UTF8.GetBytes(connAck.ReasonString);
        var remaining = SizeOfBody(connAck, isV5, assigned.Length, reason.Length);
        if (MqttWireWriter.SizeOfPacket(remaining) > packetBytesMax)
        {
            reason = [];
            remaining = SizeOfBody(connAck, isV5, assigned.Length, reasonLength: 0);
        }

        if (MqttWireWriter.SizeOfPacket(remaining) > packetBytesMax)
        {
            return false;
        }

        var wire = new MqttWireWriter(output.GetSpan(MqttWireWriter.SizeOfPacket(remaining)));
        wire.WriteHeader(MqttPacketType.ConnAck, flags: 0, remaining);
        wire.WriteByte((byte)(connAck.IsSessionPresent ? 1 : 0));
        wire.WriteByte((byte)code);
        if (isV5)
        {
            wire.WriteVariable(SizeOfProperties(connAck, assigned.Length, reason.Length));
            WriteProperties(ref wire, connAck, assigned, reason);
        }

        output.Advance(wire.Written);
        return true;
    }

    /// <summary>Connect return codes of 3.1.1 (3.2.2.3); -1 where it has none and the connection is closed without an answer.</summary>
    private static int ToReturnCode(MqttReasonCode code) => code switch
    {
        MqttReasonCode.Success => 0,
        MqttReasonCode.UnsupportedProtocolVersion => 1,
        MqttReasonCode.ClientIdentifierNotValid => 2,
        MqttReasonCode.ServerUnavailable or MqttReasonCode.ServerBusy or MqttReasonCode.QuotaExceeded or MqttReasonCode.ConnectionRateExceeded
            or MqttReasonCode.ServerShuttingDown or MqttReasonCode.UnspecifiedError or MqttReasonCode.UseAnotherServer or MqttReasonCode.ServerMoved => 3,
        MqttReasonCode.BadUserNameOrPassword => 4,
        MqttReasonCode.NotAuthorized or MqttReasonCode.Banned or MqttReasonCode.BadAuthenticationMethod => 5,
        _ => -1,
    };

    private static MqttReasonCode FromReturnCode(int code) => code switch
    {
        0 => MqttReasonCode.Success,
        1 => MqttReasonCode.UnsupportedProtocolVersion,
        2 => MqttReasonCode.ClientIdentifierNotValid,
        3 => MqttReasonCode.ServerUnavailable,
        4 => MqttReasonCode.BadUserNameOrPassword,
        5 => MqttReasonCode.NotAuthorized,
        _ => MqttReasonCode.UnspecifiedError,
    };

    private static int SizeOfBody(MqttConnAck connAck, bool isV5, int assignedLength, int reasonLength)
    {
        var properties = isV5 ? SizeOfProperties(connAck, assignedLength, reasonLength) : 0;
        return 2 + (isV5 ? MqttWireWriter.SizeOfVariable(properties) + properties : 0);
    }

    private static int SizeOfProperties(MqttConnAck connAck, int assignedLength, int reasonLength) =>
        (connAck.SessionExpiryIntervalSeconds is null ? 0 : 5)
        + (connAck.ReceiveMaximum == ushort.MaxValue ? 0 : 3)
        + (connAck.MaximumQos == MqttQos.ExactlyOnce ? 0 : 2)
        + (connAck.IsRetainAvailable ? 0 : 2)
        + (connAck.MaximumPacketSize == 0 ? 0 : 5)
        + (assignedLength == 0 ? 0 : 3 + assignedLength)
        + (connAck.TopicAliasMaximum == 0 ? 0 : 3)
        + (connAck.ServerKeepAliveSeconds is null ? 0 : 3)
        + (reasonLength == 0 ? 0 : 3 + reasonLength);

    private static void WriteProperties(ref MqttWireWriter wire, MqttConnAck connAck, ReadOnlySpan<byte> assigned, ReadOnlySpan<byte> reason)
    {
        if (connAck.SessionExpiryIntervalSeconds is { } expiry)
        {
            wire.WriteProperty(MqttPropertyId.SessionExpiryInterval, expiry);
        }

        if (connAck.ReceiveMaximum != ushort.MaxValue)
        {
            wire.WriteProperty(MqttPropertyId.ReceiveMaximum, connAck.ReceiveMaximum);
        }

        if (connAck.MaximumQos != MqttQos.ExactlyOnce)
        {
            wire.WriteProperty(MqttPropertyId.MaximumQos, (byte)connAck.MaximumQos);
        }

        if (!connAck.IsRetainAvailable)
        {
            wire.WriteProperty(MqttPropertyId.RetainAvailable, (byte)0);
        }

        if (connAck.MaximumPacketSize != 0)
        {
            wire.WriteProperty(MqttPropertyId.MaximumPacketSize, connAck.MaximumPacketSize);
        }

        if (!assigned.IsEmpty)
        {
            wire.WriteProperty(MqttPropertyId.AssignedClientIdentifier, assigned);
        }

        if (connAck.TopicAliasMaximum != 0)
        {
            wire.WriteProperty(MqttPropertyId.TopicAliasMaximum, connAck.TopicAliasMaximum);
        }

        if (connAck.ServerKeepAliveSeconds is { } keepAlive)
        {
            wire.WriteProperty(MqttPropertyId.ServerKeepAlive, keepAlive);
        }

        if (!reason.IsEmpty)
        {
            wire.WriteProperty(MqttPropertyId.ReasonString, reason);
        }
    }

    private static bool TryReadProperties(ReadOnlySpan<byte> properties, ref MqttConnAck read, out MqttFault fault)
    {
        var reader = new MqttPropertyReader(properties, MqttPropertySet.ConnAck);
        while (reader.TryRead(out var property))
        {
            read = property.Id switch
            {
                MqttPropertyId.SessionExpiryInterval => read with { SessionExpiryIntervalSeconds = property.Number },
                MqttPropertyId.ReceiveMaximum => read with { ReceiveMaximum = (ushort)property.Number },
                MqttPropertyId.MaximumQos => read with { MaximumQos = (MqttQos)property.Number },
                MqttPropertyId.RetainAvailable => read with { IsRetainAvailable = property.Number == 1 },
                MqttPropertyId.MaximumPacketSize => read with { MaximumPacketSize = property.Number },
                MqttPropertyId.AssignedClientIdentifier => read with { AssignedClientId = Encoding.UTF8.GetString(property.Bytes) },
                MqttPropertyId.TopicAliasMaximum => read with { TopicAliasMaximum = (ushort)property.Number },
                MqttPropertyId.ServerKeepAlive => read with { ServerKeepAliveSeconds = (ushort)property.Number },
                MqttPropertyId.ReasonString => read with { ReasonString = Encoding.UTF8.GetString(property.Bytes) },
                _ => read,
            };
        }

        fault = reader.Fault;
        return !reader.IsFaulty;
    }
}
