using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DustWatch.Alerting.Detection;

/// <summary>
/// Reads or writes fields in one order, little-endian, so that both directions are one piece of code. What is read is as it was written: whoever kept it has checked that.
/// Who writes ends with <see cref="Complete"/>.
/// </summary>
internal ref struct StateCodec
{
    private readonly IBufferWriter<byte>? _output; // null: reading
    private SequenceReader<byte> _input;
    private Span<byte> _room; // of the output
    private int _written; // into the room, which the output does not know of yet

    public StateCodec(IBufferWriter<byte> output) => _output = output;

    public StateCodec(ReadOnlySequence<byte> input) => _input = new SequenceReader<byte>(input);

    public readonly bool IsReading => _output is null;

    /// <summary>More was asked for than there is, or a number cannot be.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether everything was read.</summary>
    public readonly bool IsAtEnd => _input.End;

    public void Long(ref long value)
    {
        if (IsReading)
        {
            Check(_input.TryReadLittleEndian(out value));
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), value);
        }
    }

    public void Int(ref int value)
    {
        if (IsReading)
        {
            Check(_input.TryReadLittleEndian(out value));
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(Room(sizeof(int)), value);
        }
    }

    public void Bool(ref bool value)
    {
        if (IsReading)
        {
            Check(_input.TryRead(out var read));
            value = read != 0;
        }
        else
        {
            Room(1)[0] = value ? (byte)1 : (byte)0;
        }
    }

    public void Wide(ref Int128 value)
    {
        unchecked
        {
            var (high, low) = ((long)(value >> 64), (long)value);
            Long(ref high);
            Long(ref low);
            value = new Int128((ulong)high, (ulong)low);
        }
    }

    /// <summary>Whether there is an object, which is made when it is read.</summary>
    /// <returns>The object, or null when there is none.</returns>
    public T? Has<T>(ref T? value, Func<T> create)
        where T : class
    {
        var has = value is not null;
        Bool(ref has);
        if (IsReading)
        {
            value = has ? create() : null;
        }

        return value;
    }

    /// <summary>How many follow, each of a byte at least.</summary>
    public int Count(int count)
    {
        Int(ref count);
        if (IsReading && (count < 0 || count > _input.Remaining))
        {
            Break();
            return 0;
        }

        return count;
    }

    public void Longs(long[] values)
    {
        foreach (ref var value in values.AsSpan())
        {
            Long(ref value);
        }
    }

    /// <summary>As many numbers as there are places.</summary>
    public void Ints(scoped Span<int> values)
    {
        if (IsReading)
        {
            var bytes = MemoryMarshal.AsBytes(values);
            Check(_input.TryCopyTo(bytes));
            _input.Advance(Math.Min(bytes.Length, _input.Remaining));
            Turn(values);
        }
        else
        {
            Write(values);
        }
    }

    /// <summary>The same, when it writes.</summary>
    public void Write(scoped ReadOnlySpan<int> values)
    {
        var room = MemoryMarshal.Cast<byte, int>(Room(values.Length * sizeof(int)));
        values.CopyTo(room);
        Turn(room);
    }

    /// <summary>What was read cannot be.</summary>
    public void Break()
    {
        IsBroken = true;
        _input.AdvanceToEnd();
    }

    /// <summary>Hands on what is written.</summary>
    public void Complete()
    {
        _output?.Advance(_written);
        _room = [];
        _written = 0;
    }

    private static void Turn(Span<int> values)
    {
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(values, values);
        }
    }

    private Span<byte> Room(int bytes)
    {
        if (_room.Length - _written < bytes)
        {
            Complete();
            _room = _output!.GetSpan(bytes);
        }

        var room = _room.Slice(_written, bytes);
        _written += bytes;
        return room;
    }

    private void Check(bool isRead)
    {
        if (!isRead)
        {
            Break();
        }
    }
}
