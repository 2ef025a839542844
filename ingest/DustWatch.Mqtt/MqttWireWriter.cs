using System.Buffers.Binary;

namespace DustWatch.Mqtt;

/// <summary>Writes the data types of 1.5 into a span that is long enough: the caller has added up the lengths, as the fixed header needs them first.</summary>
internal ref struct MqttWireWriter(Span<byte> target)
{
    private readonly Span<byte> _target = target;

    public int Written { get; private set; }

    /// <summary>Bytes of a Variable Byte Integer.</summary>
    public static int SizeOfVariable(int value) => value switch
    {
        < 1 << 7 => 1,
        < 1 << 14 => 2,
        < 1 << 21 => 3,
        _ => 4,
    };

    /// <summary>Bytes of a whole packet with this Remaining Length.</summary>
    public static int SizeOfPacket(int remaining) => 1 + SizeOfVariable(remaining) + remaining;

    public void WriteHeader(MqttPacketType type, int flags, int remaining)
    {
        WriteByte((byte)((int)type << 4 | flags));
        WriteVariable(remaining);
    }

    public void WriteByte(byte value) => _target[Written++] = value;

    public void WriteUInt16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_target[Written..], (ushort)value);
        Written += 2;
    }

    public void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_target[Written..], value);
        Written += 4;
    }

    public void WriteVariable(int value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MqttLimits.RemainingLengthMax);
        while (value >= 0x80)
        {
            WriteByte((byte)(value & 0x7F | 0x80));
            value >>= 7;
        }

        WriteByte((byte)value);
    }

    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        WriteUInt16(value.Length);
        WriteBytes(value);
    }

    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(_target[Written..]);
        Written += value.Length;
    }

    public void WriteProperty(MqttPropertyId id, byte value)
    {
        WriteByte((byte)id);
        WriteByte(value);
    }

    public void WriteProperty(MqttPropertyId id, ushort value)
    {
        WriteByte((byte)id);
        WriteUInt16(value);
    }

    public void WriteProperty(MqttPropertyId id, uint value)
    {
        WriteByte((byte)id);
        WriteUInt32(value);
    }

    public void WriteProperty(MqttPropertyId id, ReadOnlySpan<byte> value)
    {
        WriteByte((byte)id);
        WriteBinary(value);
    }
}
