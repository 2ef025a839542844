using System.Buffers;
using System.Text;

namespace DustWatch.Mqtt;

/// <summary>DISCONNECT (3.14).</summary>
internal static class DisconnectPacket
{
    /// <summary>3.1.1: no body. 5.0: body = [Reason Code (3.14.2.1), [Properties (3.14.2.2)]]; an empty body means 0x00.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, MqttVersion version, out MqttReasonCode code, out uint? sessionExpirySeconds, out string? reason, out MqttFault fault)
    {
        code = MqttReasonCode.Success;
        sessionExpirySeconds = null;
        reason = null;
        fault = default;
        var wire = new MqttWireReader(body);
        ReadOnlySpan<byte> properties = default;
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

        var reader = new MqttPropertyReader(properties, MqttPropertySet.Disconnect);
        while (reader.TryRead(out var property))
        {
            if (property.Id == MqttPropertyId.SessionExpiryInterval)
            {
                sessionExpirySeconds = property.Number;
            }
            else if (property.Id == MqttPropertyId.ReasonString)
            {
                reason = Encoding.UTF8.GetString(property.Bytes);
            }
        }

        fault = reader.Fault;
        return !reader.IsFaulty;
    }

    /// <summary>Writes a DISCONNECT of at most <paramref name="packetBytesMax"/> bytes; the reason string goes first when it is too long [MQTT-3.14.2-3].</summary>
    public static bool TryWrite(IBufferWriter<byte> output, MqttVersion version, MqttReasonCode code, string? reason, int packetBytesMax)
    {
        var isV5 = version == MqttVersion.V500;
        var text = isV5 && reason is not null ? Encoding.UTF8.GetBytes(reason) : [];
        if (text.Length > MqttLimits.ReasonStringBytesMax || MqttWireWriter.SizeOfPacket(SizeOfBody(isV5, code, text.Length)) > packetBytesMax)
        {
            text = [];
        }

        var remaining = SizeOfBody(isV5, code, text.Length);
        var size = MqttWireWriter.SizeOfPacket(remaining);
        if (size > packetBytesMax)
        {
            return false;
        }

        var wire = new MqttWireWriter(output.GetSpan(size));
        wire.WriteHeader(MqttPacketType.Disconnect, flags: 0, remaining);
        if (remaining > 0)
        {
            wire.WriteByte((byte)code);
        }

        if (text.Length > 0)
        {
            wire.WriteVariable(3 + text.Length);
            wire.WriteProperty(MqttPropertyId.ReasonString, text);
        }

        output.Advance(wire.Written);
        return true;
    }

    private static int SizeOfBody(bool isV5, MqttReasonCode code, int textLength) => !isV5 || code == MqttReasonCode.Success && textLength == 0
        ? 0
        : textLength == 0 ? 1 : 1 + MqttWireWriter.SizeOfVariable(3 + textLength) + 3 + textLength;
}
