using System.Buffers;

namespace DustWatch.Mqtt;

/// <summary>PUBLISH (3.3).</summary>
internal static class PublishPacket
{
    /// <summary>
    /// flags = DUP(1 bit) QoS(2) RETAIN(1) (3.3.1);
    /// body = Topic Name (string), Packet Identifier (two bytes, QoS 1 and 2 only) (3.3.2), [5.0: Properties (3.3.2.3)], Payload (3.3.3).
    /// </summary>
    public static bool TryRead(int flags, ReadOnlySpan<byte> body, MqttVersion version, out MqttPublish publish, out MqttFault fault)
    {
        publish = default;
        fault = default;
        var qos = flags >> 1 & 3;
        var isDuplicate = (flags & 8) != 0;
        if (qos == 3)
        {
            return Fail(out fault, MqttFault.Malformed("a PUBLISH has QoS 3"));
        }

        if (qos == 0 && isDuplicate)
        {
            return Fail(out fault, MqttFault.Malformed("a PUBLISH of QoS 0 has DUP set"));
        }

        var wire = new MqttWireReader(body);
        ushort packetId = 0;
        if (!wire.TryReadText(out var topic) || qos > 0 && !wire.TryReadUInt16(out packetId))
        {
            return Fail(out fault, MqttFault.Malformed(wire.Problem));
        }

        if (qos > 0 && packetId == 0)
        {
            return Fail(out fault, MqttFault.Protocol("a packet identifier is 0"));
        }

        ReadOnlySpan<byte> properties = default;
        ushort alias = 0;
        if (version == MqttVersion.V500)
        {
            if (!wire.TryReadProperties(out properties))
            {
                return Fail(out fault, MqttFault.Malformed(wire.Problem));
            }

            if (!properties.IsEmpty && !TryReadAlias(properties, out alias, out fault))
            {
                return false;
            }
        }

        if (!MqttTopic.IsName(topic) && !(topic.IsEmpty && alias != 0))
        {
            return Fail(out fault, topic.IsEmpty
                ? MqttFault.Protocol("a topic name is empty and no topic alias stands for it")
                : MqttFault.Malformed("a topic name holds a wildcard"));
        }

        publish = new(topic, wire.Rest, properties, (MqttQos)qos, (flags & 1) != 0, isDuplicate, packetId, alias, isWill: false);
        return true;
    }

    /// <summary>Writes a PUBLISH without properties; the grammar stands above <see cref="TryRead"/>.</summary>
    public static void Write(IBufferWriter<byte> output, MqttVersion version, in MqttPublish publish)
    {
        var remaining = SizeOfBody(version, publish);
        var size = MqttWireWriter.SizeOfPacket(remaining);
        var wire = new MqttWireWriter(output.GetSpan(size));
        var flags = (publish.IsDuplicate ? 8 : 0) | (int)publish.Qos << 1 | (publish.Retain ? 1 : 0);
        wire.WriteHeader(MqttPacketType.Publish, flags, remaining);
        wire.WriteBinary(publish.Topic);
        if (publish.Qos != MqttQos.AtMostOnce)
        {
            wire.WriteUInt16(publish.PacketId);
        }

        if (version == MqttVersion.V500)
        {
            wire.WriteVariable(publish.TopicAlias == 0 ? 0 : 3);
            if (publish.TopicAlias != 0)
            {
                wire.WriteProperty(MqttPropertyId.TopicAlias, publish.TopicAlias);
            }
        }

        wire.WriteBytes(publish.Payload);
        output.Advance(wire.Written);
    }

    /// <summary>Remaining Length of what <see cref="Write"/> writes.</summary>
    public static int SizeOfBody(MqttVersion version, in MqttPublish publish) =>
        2 + publish.Topic.Length
        + (publish.Qos == MqttQos.AtMostOnce ? 0 : 2)
        + (version == MqttVersion.V500 ? publish.TopicAlias == 0 ? 1 : 4 : 0)
        + publish.Payload.Length;

    /// <summary>Checks the properties and picks the topic alias, the only one that the connection itself needs. 0 for none.</summary>
    private static bool TryReadAlias(ReadOnlySpan<byte> properties, out ushort alias, out MqttFault fault)
    {
        alias = 0;
        var reader = new MqttPropertyReader(properties, MqttPropertySet.Publish);
        while (reader.TryRead(out var property))
        {
            if (property.Id != MqttPropertyId.TopicAlias)
            {
                continue;
            }

            if (property.Number == 0)
            {
                return Fail(out fault, new(MqttReasonCode.TopicAliasInvalid, "a topic alias is 0"));
            }

            alias = (ushort)property.Number;
        }

        fault = reader.Fault;
        return !reader.IsFaulty;
    }

    private static bool Fail(out MqttFault fault, MqttFault value)
    {
        fault = value;
        return false;
    }
}
