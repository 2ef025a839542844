using System.Buffers;

namespace DustWatch.Mqtt;

/// <summary>Cuts what one read brought into packets. A packet inside one segment is handed out where it lies; one that crosses segments is copied to the scratch first.</summary>
/// <param name="buffer">What was read and not consumed.</param>
/// <param name="version">The connection's version; null before CONNECT.</param>
/// <param name="packetBytesMax">The longest packet taken, fixed header included.</param>
/// <param name="scratch">Holds a packet that crosses segments.</param>
internal ref struct MqttFrameReader(ReadOnlySequence<byte> buffer, MqttVersion? version, int packetBytesMax, MqttScratch scratch)
{
    private readonly MqttVersion? _version = version;
    private readonly int _packetBytesMax = packetBytesMax;
    private readonly MqttScratch _scratch = scratch;
    private ReadOnlySequence<byte> _rest = buffer; // begins where _span begins
    private ReadOnlySpan<byte> _span = buffer.FirstSpan;
    private int _offset; // consumed of _span

    /// <summary>The end of the last whole packet.</summary>
    public readonly SequencePosition Consumed => _rest.GetPosition(_offset);

    /// <summary>Fixed header = type (4 bits), flags (4 bits), Remaining Length (1 to 4 bytes, seven bits each, least significant first) (2.2).</summary>
    public MqttFrameStatus TryRead(out MqttFrame frame, out MqttFault fault)
    {
        var span = _span[_offset..];
        var status = TryReadHeader(span, out var headerLength, out var length, out fault);
        if (status == MqttFrameStatus.Complete && headerLength + length <= span.Length)
        {
            frame = new(span[0], span.Slice(headerLength, length));
            _offset += headerLength + length;
            return MqttFrameStatus.Complete;
        }

        if (status == MqttFrameStatus.Faulty || _rest.IsSingleSegment)
        {
            frame = default;
            return status == MqttFrameStatus.Faulty ? status : MqttFrameStatus.Incomplete;
        }

        return TryReadAcross(out frame, out fault);
    }

    /// <summary>Whether the next packet, as far as it has come, asks for an answer of the acknowledger: a PUBLISH of QoS 1 or 2, or a PUBREL.</summary>
    public readonly bool IsNextAcknowledged()
    {
        var rest = _rest.Slice(_offset);
        return !rest.IsEmpty && FirstByte(rest) is var header
            && (header >> 4 == (int)MqttPacketType.Publish && (header & 0x06) != 0 || header >> 4 == (int)MqttPacketType.PubRel);
    }

    /// <summary>Whether the next packet, as far as it has come, is a SUBSCRIBE.</summary>
    public readonly bool IsNextSubscribe()
    {
        var rest = _rest.Slice(_offset);
        return !rest.IsEmpty && FirstByte(rest) >> 4 == (int)MqttPacketType.Subscribe;
    }

    private static byte FirstByte(ReadOnlySequence<byte> rest)
    {
        Span<byte> first = stackalloc byte[1];
        rest.Slice(0, 1).CopyTo(first);
        return first[0];
    }

    private MqttFrameStatus TryReadAcross(out MqttFrame frame, out MqttFault fault)
    {
        frame = default;
        _rest = _rest.Slice(_offset);
        _span = _rest.FirstSpan;
        _offset = 0;
        Span<byte> head = stackalloc byte[MqttLimits.FixedHeaderBytesMax];
        head = head[..(int)Math.Min(head.Length, _rest.Length)];
        _rest.Slice(0, head.Length).CopyTo(head);
        var status = TryReadHeader(head, out var headerLength, out var length, out fault);
        if (status != MqttFrameStatus.Complete)
        {
            return status;
        }

        if (headerLength + length > _rest.Length)
        {
            return MqttFrameStatus.Incomplete;
        }

        var body = _rest.Slice(headerLength, length);
        if (body.IsSingleSegment)
        {
            frame = new(head[0], body.FirstSpan);
        }
        else
        {
            var copy = _scratch.Take(length);
            body.CopyTo(copy);
            frame = new(head[0], copy);
        }

        _rest = _rest.Slice(headerLength + length);
        _span = _rest.FirstSpan;
        return MqttFrameStatus.Complete;
    }

    private readonly MqttFrameStatus TryReadHeader(ReadOnlySpan<byte> bytes, out int headerLength, out int length, out MqttFault fault)
    {
        headerLength = 0;
        length = 0;
        fault = default;
        if (bytes.IsEmpty)
        {
            return MqttFrameStatus.Incomplete;
        }

        if (!TryJudgeFlags(bytes[0], out fault))
        {
            return MqttFrameStatus.Faulty;
        }

        for (var i = 1; i < MqttLimits.FixedHeaderBytesMax; i++)
        {
            if (i == bytes.Length)
            {
                return MqttFrameStatus.Incomplete;
            }

            length |= (bytes[i] & 0x7F) << (7 * (i - 1));
            if ((bytes[i] & 0x80) != 0)
            {
                continue;
            }

            headerLength = i + 1;
            return TryJudgeLength(headerLength, length, isLongerThanNeeded: i > 1 && bytes[i] == 0, out fault) ? MqttFrameStatus.Complete : MqttFrameStatus.Faulty;
        }

        fault = MqttFault.Malformed("the remaining length has more than four bytes");
        return MqttFrameStatus.Faulty;
    }

    /// <summary>Only 5.0 says that the shortest form must be used [MQTT-1.5.5-1].</summary>
    private readonly bool TryJudgeLength(int headerLength, int length, bool isLongerThanNeeded, out MqttFault fault)
    {
        fault = default;
        if (isLongerThanNeeded && _version == MqttVersion.V500)
        {
            fault = MqttFault.Malformed("the remaining length is longer than needed");
        }
        else if (length > _packetBytesMax - headerLength)
        {
            fault = new(MqttReasonCode.PacketTooLarge, "the packet is longer than the maximum packet size");
        }

        return fault.Code == MqttReasonCode.Success;
    }

    /// <summary>Type 0 is reserved, type 15 is of 5.0 alone; flags of all types but PUBLISH are fixed [MQTT-2.1.3-1 (5.0), 2.2.2-2 (3.1.1)].</summary>
    private readonly bool TryJudgeFlags(byte header, out MqttFault fault)
    {
        fault = default;
        var type = (MqttPacketType)(header >> 4);
        var flags = header & 0x0F;
        if (type == MqttPacketType.Reserved || type == MqttPacketType.Auth && _version == MqttVersion.V311)
        {
            fault = MqttFault.Malformed("the packet type is reserved");
            return false;
        }

        var fixedFlags = type is MqttPacketType.PubRel or MqttPacketType.Subscribe or MqttPacketType.Unsubscribe ? 2 : 0;
        if (type != MqttPacketType.Publish && flags != fixedFlags)
        {
            fault = MqttFault.Malformed("the reserved flags of the fixed header are wrong");
            return false;
        }

        return true;
    }
}
