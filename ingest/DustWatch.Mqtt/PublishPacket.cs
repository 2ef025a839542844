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

    /// <summary>Writes a client's PUBLISH with its properties, which 3.1.1 has not; the grammar stands above <see cref="TryRead"/>.</summary>
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
            wire.WriteVariable(publish.Properties.Length);
            wire.WriteBytes(publish.Properties);
        }

        wire.WriteBytes(publish.Payload);
        output.Advance(wire.Written);
    }

    /// <summary>Writes a message to a subscriber; the grammar stands above <see cref="TryRead"/>.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="version">The subscriber's version; 3.1.1 has no properties.</param>
    /// <param name="entry">The message with its packet identifier.</param>
    /// <param name="isDuplicate">DUP: it may have been sent before [MQTT-3.3.1-1].</param>
    /// <param name="expirySeconds">What is left of its Message Expiry Interval [MQTT-3.3.2-6], or null.</param>
    /// <param name="alias">Topic alias, or 0.</param>
    /// <param name="isAliasKnown">Whether the alias stands for the topic.</param>
    /// <param name="packetBytesMax">The longest packet that the subscriber takes [MQTT-3.1.2-24].</param>
    /// <returns>Bytes written; 0 when it would be longer.</returns>
    public static int WriteForwarded(
        IBufferWriter<byte> output, MqttVersion version, MqttOutgoing entry, bool isDuplicate, uint? expirySeconds, ushort alias, bool isAliasKnown, int packetBytesMax)
    {
        var message = entry.Message;
        var isV5 = version == MqttVersion.V500;
        var topicLength = isAliasKnown ? 0 : message.Topic.Length;
        var properties = isV5 ? SizeOfForwardedProperties(entry, expirySeconds, alias) : 0;
        var remaining = 2 + topicLength + (entry.Qos == MqttQos.AtMostOnce ? 0 : 2) + (isV5 ? MqttWireWriter.SizeOfVariable(properties) + properties : 0) + message.Payload.Length;
        var size = MqttWireWriter.SizeOfPacket(remaining);
        if (size > packetBytesMax || remaining > MqttLimits.RemainingLengthMax)
        {
            return 0;
        }

        var wire = new MqttWireWriter(output.GetSpan(size));
        wire.WriteHeader(MqttPacketType.Publish, (isDuplicate ? 8 : 0) | (int)entry.Qos << 1 | (entry.Retain ? 1 : 0), remaining);
        wire.WriteBinary(message.Topic.Span[..topicLength]);
        if (entry.Qos != MqttQos.AtMostOnce)
        {
            wire.WriteUInt16(entry.PacketId);
        }

        if (isV5)
        {
            wire.WriteVariable(properties);
            WriteForwardedProperties(ref wire, entry, expirySeconds, alias);
        }

        wire.WriteBytes(message.Payload.Span);
        output.Advance(wire.Written);
        return wire.Written;
    }

    /// <summary>Remaining Length of what <see cref="Write"/> writes.</summary>
    public static int SizeOfBody(MqttVersion version, in MqttPublish publish) =>
        2 + publish.Topic.Length
        + (publish.Qos == MqttQos.AtMostOnce ? 0 : 2)
        + (version == MqttVersion.V500 ? MqttWireWriter.SizeOfVariable(publish.Properties.Length) + publish.Properties.Length : 0)
        + publish.Payload.Length;

    private static int SizeOfForwardedProperties(MqttOutgoing entry, uint? expirySeconds, ushort alias)
    {
        var size = entry.Message.Properties.Length + (expirySeconds is null ? 0 : 5) + (alias == 0 ? 0 : 3);
        foreach (var identifier in entry.Identifiers)
        {
            size += 1 + MqttWireWriter.SizeOfVariable(identifier);
        }

        return size;
    }

    private static void WriteForwardedProperties(ref MqttWireWriter wire, MqttOutgoing entry, uint? expirySeconds, ushort alias)
    {
        wire.WriteBytes(entry.Message.Properties.Span);
        if (expirySeconds is { } seconds)
        {
            wire.WriteProperty(MqttPropertyId.MessageExpiryInterval, seconds);
        }

        if (alias != 0)
        {
            wire.WriteProperty(MqttPropertyId.TopicAlias, alias);
        }

        foreach (var identifier in entry.Identifiers)
        {
            wire.WriteByte((byte)MqttPropertyId.SubscriptionIdentifier);
            wire.WriteVariable(identifier);
        }
    }

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
