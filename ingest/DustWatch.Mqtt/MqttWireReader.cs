using System.Buffers.Binary;
using System.Text.Unicode;

namespace DustWatch.Mqtt;

/// <summary>Reads the data types of 1.5 from the bytes of one packet. After a call returned false, <see cref="Problem"/> says why and nothing more may be read.</summary>
internal ref struct MqttWireReader(ReadOnlySpan<byte> bytes)
{
    private const string Ends = "the packet ends inside a field";
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Why the last call returned false. Every such reason makes the packet malformed.</summary>
    public string Problem { get; private set; } = "";

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public bool TryReadByte(out byte value)
    {
        if (_rest.IsEmpty)
        {
            value = 0;
            return Fail(Ends);
        }

        value = _rest[0];
        _rest = _rest[1..];
        return true;
    }

    /// <summary>Two Byte Integer (1.5.2): most significant byte first.</summary>
    public bool TryReadUInt16(out ushort value)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(_rest, out value))
        {
            return Fail(Ends);
        }

        _rest = _rest[2..];
        return true;
    }

    /// <summary>Four Byte Integer (5.0: 1.5.3).</summary>
    public bool TryReadUInt32(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32BigEndian(_rest, out value))
        {
            return Fail(Ends);
        }

        _rest = _rest[4..];
        return true;
    }

    /// <summary>Variable Byte Integer (5.0: 1.5.5): seven bits a byte, least significant first, at most four bytes and no more than needed.</summary>
    public bool TryReadVariable(out int value)
    {
        value = 0;
        for (var i = 0; i < 4; i++)
        {
            if (i == _rest.Length)
            {
                return Fail(Ends);
            }

            value |= (_rest[i] & 0x7F) << (7 * i);
            if ((_rest[i] & 0x80) == 0)
            {
                if (i > 0 && _rest[i] == 0)
                {
                    return Fail("a variable byte integer is longer than needed");
                }

                _rest = _rest[(i + 1)..];
                return true;
            }
        }

        return Fail("a variable byte integer has more than four bytes");
    }

    /// <summary>Binary Data (1.5.6): a Two Byte Integer and as many bytes.</summary>
    public bool TryReadBinary(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryReadUInt16(out var length))
        {
            return false;
        }

        if (length > _rest.Length)
        {
            return Fail(Ends);
        }

        value = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    /// <summary>UTF-8 Encoded String (1.5.4): well formed, no surrogates, no U+0000 [MQTT-1.5.4-1, -2].</summary>
    public bool TryReadText(out ReadOnlySpan<byte> value)
    {
        if (!TryReadBinary(out value))
        {
            return false;
        }

        if (value.Contains((byte)0))
        {
            return Fail("a string holds U+0000");
        }

        return Utf8.IsValid(value) || Fail("a string is not well-formed UTF-8");
    }

    /// <summary>The next <paramref name="length"/> bytes.</summary>
    public bool TryReadBytes(int length, out ReadOnlySpan<byte> value)
    {
        if (length > _rest.Length)
        {
            value = default;
            return Fail(Ends);
        }

        value = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    /// <summary>Properties (5.0: 2.2.2): a Variable Byte Integer and as many bytes.</summary>
    public bool TryReadProperties(out ReadOnlySpan<byte> value)
    {
        value = default;
        return TryReadVariable(out var length) && TryReadBytes(length, out value);
    }

    private bool Fail(string problem)
    {
        Problem = problem;
        return false;
    }
}
