namespace DustWatch.Mqtt;

/// <summary>PUBACK (3.4), and with the same grammar PUBREC, PUBREL and PUBCOMP (3.5 to 3.7).</summary>
internal static class AcknowledgementPacket
{
    /// <summary>The longest that <see cref="Write"/> writes.</summary>
    public const int BytesMax = 5;

    /// <summary>body = Packet Identifier (two bytes), [5.0: Reason Code, [Properties]]. A body of two bytes means success (3.4.2.1).</summary>
    public static bool TryRead(MqttPacketType type, ReadOnlySpan<byte> body, MqttVersion version, out ushort packetId, out MqttReasonCode code, out MqttFault fault)
    {
        code = MqttReasonCode.Success;
        fault = default;
        var wire = new MqttWireReader(body);
        ReadOnlySpan<byte> properties = default;
        if (!wire.TryReadUInt16(out packetId))
        {
            fault = MqttFault.Malformed(wire.Problem);
            return false;
        }

        if (version == MqttVersion.V500 && wire.TryReadByte(out var given))
        {
            code = (MqttReasonCode)given;
            if (!wire.IsAtEnd && !wire.TryReadProperties(out properties))
            {
                fault = MqttFault.Malformed(wire.Problem);
                return false;
            }
        }

        if (!wire.IsAtEnd)
        {
            fault = MqttFault.Malformed("bytes follow the last field");
            return false;
        }

        if (packetId == 0)
        {
            fault = MqttFault.Protocol("a packet identifier is 0");
            return false;
        }

        if (!MqttReasonCodes.MayAcknowledge(type, code))
        {
            fault = MqttFault.Protocol("an acknowledgement has a reason code that it may not carry");
            return false;
        }

        return MqttPropertyReader.TryCheck(properties, MqttPropertySet.Acknowledgement, out fault);
    }

    /// <summary>Writes an acknowledgement in its shortest form, at most <see cref="BytesMax"/> bytes. 3.1.1 knows no codes: it is a positive one whatever the code (3.3.5-2).</summary>
    public static int Write(Span<byte> target, MqttPacketType type, MqttVersion version, ushort packetId, MqttReasonCode code)
    {
        var isCoded = version == MqttVersion.V500 && code != MqttReasonCode.Success;
        var wire = new MqttWireWriter(target);
        wire.WriteHeader(type, flags: type == MqttPacketType.PubRel ? 2 : 0, remaining: isCoded ? 3 : 2);
        wire.WriteUInt16(packetId);
        if (isCoded)
        {
            wire.WriteByte((byte)code);
        }

        return wire.Written;
    }
}
