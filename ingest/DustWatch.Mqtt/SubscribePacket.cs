using System.Buffers;
using System.Text;

namespace DustWatch.Mqtt;

/// <summary>SUBSCRIBE and UNSUBSCRIBE (3.8, 3.10) and their answers (3.9, 3.11).</summary>
internal static class SubscribePacket
{
    /// <summary>
    /// body = Packet Identifier, [5.0: Properties (3.8.2.1)], one or more of: Topic Filter, Subscription Options (3.8.3).
    /// Options: bits 0–1 QoS; 5.0: bit 2 No Local, bit 3 Retain As Published, bits 4–5 Retain Handling; the rest reserved.
    /// </summary>
    /// <param name="body">The packet without its fixed header.</param>
    /// <param name="version">The connection's version.</param>
    /// <param name="packetId">The packet identifier.</param>
    /// <param name="subscriptions">Gets what is asked for, in order.</param>
    /// <param name="fault">Why it cannot be taken.</param>
    public static bool TryReadSubscribe(ReadOnlySpan<byte> body, MqttVersion version, out ushort packetId, List<MqttSubscription> subscriptions, out MqttFault fault)
    {
        var identifier = 0;
        var wire = new MqttWireReader(body);
        if (!TryReadHead(ref wire, version, MqttPropertySet.Subscribe, out packetId, out var properties, out fault))
        {
            return false;
        }

        var reader = new MqttPropertyReader(properties, MqttPropertySet.Subscribe);
        while (reader.TryRead(out var property))
        {
            identifier = property.Id == MqttPropertyId.SubscriptionIdentifier ? (int)property.Number : identifier;
        }

        while (!wire.IsAtEnd)
        {
            if (!wire.TryReadText(out var filter) || !wire.TryReadByte(out var options))
            {
                fault = MqttFault.Malformed(wire.Problem);
                return false;
            }

            if (!TryJudgeFilter(filter, version, subscriptions.Count, out fault) || !TryJudgeOptions(filter, options, version, out fault))
            {
                return false;
            }

            subscriptions.Add(MqttSubscription.Of(Encoding.UTF8.GetString(filter), options, identifier, version == MqttVersion.V500 && MqttTopic.IsShared(filter)));
        }

        return TryJudgeCount(subscriptions.Count, out fault);
    }

    /// <summary>body = Packet Identifier, [5.0: Properties (3.10.2.1)], one or more Topic Filters (3.10.3).</summary>
    public static bool TryReadUnsubscribe(ReadOnlySpan<byte> body, MqttVersion version, out ushort packetId, List<string> filters, out MqttFault fault)
    {
        var wire = new MqttWireReader(body);
        if (!TryReadHead(ref wire, version, MqttPropertySet.Unsubscribe, out packetId, out _, out fault))
        {
            return false;
        }

        while (!wire.IsAtEnd)
        {
            if (!wire.TryReadText(out var filter))
            {
                fault = MqttFault.Malformed(wire.Problem);
                return false;
            }

            if (!TryJudgeFilter(filter, version, filters.Count, out fault))
            {
                return false;
            }

            filters.Add(Encoding.UTF8.GetString(filter));
        }

        return TryJudgeCount(filters.Count, out fault);
    }

    /// <summary>Answer = Packet Identifier, [5.0: Properties], a code for each filter (3.9.3, 3.11.3); the UNSUBACK of 3.1.1 has no codes, its SUBACK one for all failures. False, with nothing written, when longer than the client takes.</summary>
    public static bool TryWriteAnswer(IBufferWriter<byte> output, MqttPacketType type, MqttVersion version, ushort packetId, ReadOnlySpan<MqttReasonCode> codes, int packetBytesMax)
    {
        var isV5 = version == MqttVersion.V500;
        codes = isV5 || type == MqttPacketType.SubAck ? codes : [];
        var remaining = 2 + (isV5 ? 1 : 0) + codes.Length;
        var size = MqttWireWriter.SizeOfPacket(remaining);
        if (size > packetBytesMax)
        {
            return false;
        }

        var wire = new MqttWireWriter(output.GetSpan(size));
        wire.WriteHeader(type, flags: 0, remaining);
        wire.WriteUInt16(packetId);
        if (isV5)
        {
            wire.WriteVariable(0);
        }

        foreach (var code in codes)
        {
            wire.WriteByte((byte)(isV5 || code < MqttReasonCode.UnspecifiedError ? code : MqttReasonCode.UnspecifiedError));
        }

        output.Advance(wire.Written);
        return true;
    }

    /// <summary>Writes a SUBSCRIBE; the grammar stands above <see cref="TryReadSubscribe"/>. All share one identifier, the first one's.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="version">The connection's version; 3.1.1 has of the options the QoS alone.</param>
    /// <param name="packetId">The packet identifier.</param>
    /// <param name="subscriptions">At least one, checked.</param>
    public static void WriteSubscribe(IBufferWriter<byte> output, MqttVersion version, ushort packetId, IReadOnlyList<MqttSubscription> subscriptions)
    {
        var filters = subscriptions.Select(s => Encoding.UTF8.GetBytes(s.Filter)).ToList();
        var identifier = subscriptions[0].Identifier;
        var properties = identifier == 0 ? 0 : 1 + MqttWireWriter.SizeOfVariable(identifier);
        var remaining = 2 + (version == MqttVersion.V500 ? 1 + properties : 0) + filters.Sum(f => 2 + f.Length + 1);
        var wire = new MqttWireWriter(output.GetSpan(MqttWireWriter.SizeOfPacket(remaining)));
        wire.WriteHeader(MqttPacketType.Subscribe, flags: 2, remaining);
        wire.WriteUInt16(packetId);
        if (version == MqttVersion.V500)
        {
            wire.WriteVariable(properties);
            if (identifier != 0)
            {
                wire.WriteByte((byte)MqttPropertyId.SubscriptionIdentifier);
                wire.WriteVariable(identifier);
            }
        }

        for (var i = 0; i < filters.Count; i++)
        {
            wire.WriteBinary(filters[i]);
            wire.WriteByte((byte)(version == MqttVersion.V500 ? subscriptions[i].Options : (int)subscriptions[i].Qos));
        }

        output.Advance(wire.Written);
    }

    /// <summary>Writes an UNSUBSCRIBE; the grammar stands above <see cref="TryReadUnsubscribe"/>.</summary>
    public static void WriteUnsubscribe(IBufferWriter<byte> output, MqttVersion version, ushort packetId, IReadOnlyList<string> filters)
    {
        var texts = filters.Select(Encoding.UTF8.GetBytes).ToList();
        var remaining = 2 + (version == MqttVersion.V500 ? 1 : 0) + texts.Sum(f => 2 + f.Length);
        var wire = new MqttWireWriter(output.GetSpan(MqttWireWriter.SizeOfPacket(remaining)));
        wire.WriteHeader(MqttPacketType.Unsubscribe, flags: 2, remaining);
        wire.WriteUInt16(packetId);
        if (version == MqttVersion.V500)
        {
            wire.WriteVariable(0);
        }

        foreach (var text in texts)
        {
            wire.WriteBinary(text);
        }

        output.Advance(wire.Written);
    }

    /// <summary>Reads a SUBACK or UNSUBACK; the grammar stands above <see cref="TryWriteAnswer"/>. The UNSUBACK of 3.1.1 has no codes.</summary>
    public static bool TryReadAnswer(ReadOnlySpan<byte> body, MqttVersion version, out ushort packetId, out MqttReasonCode[] codes, out MqttFault fault)
    {
        codes = [];
        var wire = new MqttWireReader(body);
        if (!TryReadHead(ref wire, version, MqttPropertySet.Acknowledgement, out packetId, out _, out fault))
        {
            return false;
        }

        codes = new MqttReasonCode[wire.Rest.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = (MqttReasonCode)wire.Rest[i];
        }

        return true;
    }

    private static bool TryReadHead(ref MqttWireReader wire, MqttVersion version, ulong allowed, out ushort packetId, out ReadOnlySpan<byte> properties, out MqttFault fault)
    {
        properties = default;
        if (!wire.TryReadUInt16(out packetId) || version == MqttVersion.V500 && !wire.TryReadProperties(out properties))
        {
            fault = MqttFault.Malformed(wire.Problem);
            return false;
        }

        if (packetId == 0)
        {
            fault = MqttFault.Protocol("a packet identifier is 0");
            return false;
        }

        return MqttPropertyReader.TryCheck(properties, allowed, out fault);
    }

    private static bool TryJudgeFilter(ReadOnlySpan<byte> filter, MqttVersion version, int filters, out MqttFault fault)
    {
        fault = default;
        if (!MqttTopic.IsFilter(filter) || version == MqttVersion.V500 && MqttTopic.IsShared(filter) && !MqttTopic.IsSharedFilter(filter))
        {
            fault = MqttFault.Malformed("a topic filter is empty or has a wildcard where none may stand");
            return false;
        }

        if (filters >= MqttLimits.FiltersMax)
        {
            fault = new(MqttReasonCode.QuotaExceeded, "more than 1024 filters in one packet");
            return false;
        }

        return true;
    }

    /// <summary>Reserved bits and QoS 3 [MQTT-3-8.3-4, 3.8.3-5]; No Local on a shared subscription [MQTT-3.8.3-4] and Retain Handling 3 (5.0: 3.8.3.1).</summary>
    private static bool TryJudgeOptions(ReadOnlySpan<byte> filter, int options, MqttVersion version, out MqttFault fault)
    {
        fault = default;
        if ((options & (version == MqttVersion.V500 ? 0xC0 : 0xFC)) != 0 || (options & 3) == 3)
        {
            fault = MqttFault.Malformed("subscription options have reserved bits set or QoS 3");
        }
        else if ((options & 0x30) == 0x30 || (options & 4) != 0 && MqttTopic.IsShared(filter))
        {
            fault = MqttFault.Protocol("subscription options ask for Retain Handling 3, or No Local on a shared subscription");
        }

        return fault.Code == MqttReasonCode.Success;
    }

    /// <summary>At least one filter [MQTT-3.8.3-2 (5.0), 3.8.3-3 (3.1.1), 3.10.3-2].</summary>
    private static bool TryJudgeCount(int filters, out MqttFault fault)
    {
        fault = filters == 0 ? MqttFault.Protocol("a packet has no topic filter") : default;
        return filters > 0;
    }
}
