using System.Buffers;
using System.Buffers.Binary;

namespace DustWatch.Alerting.Detection;

/// <summary>Reads or writes fields in one order, little-endian, so that both directions are one piece of code.</summary>
internal ref struct StateCodec
{
    private readonly IBufferWriter<byte>? _output; // null: reading
    private ReadOnlySpan<byte> _input;

    public StateCodec(IBufferWriter<byte> output) => _output = output;

    public StateCodec(ReadOnlySpan<byte> input) => _input = input;

    public readonly bool IsReading => _output is null;

    /// <summary>More was asked for than there is, or a length cannot be.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether everything was read.</summary>
    public readonly bool IsAtEnd => _input.IsEmpty;

    public void Long(ref long value)
    {
        if (_output is not null)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_output.GetSpan(sizeof(long)), value);
            _output.Advance(sizeof(long));
        }
        else
        {
            value = _input.Length >= sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(_input) : Break();
            _input = _input[Math.Min(sizeof(long), _input.Length)..];
        }
    }

    /// <summary>When it writes: room for so many bytes, of which <see cref="Take"/> tells how many there are.</summary>
    public readonly Span<byte> Room(int bytes) => _output is null ? [] : _output.GetSpan(bytes);

    /// <summary>So many bytes of the <see cref="Room"/> are written.</summary>
    public readonly void Take(int bytes) => _output?.Advance(bytes);

    /// <summary>A number in half of the room that any other takes.</summary>
    public void Half(ref int value)
    {
        if (_output is not null)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_output.GetSpan(sizeof(int)), value);
            _output.Advance(sizeof(int));
        }
        else
        {
            value = _input.Length >= sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(_input) : (int)Break();
            _input = _input[Math.Min(sizeof(int), _input.Length)..];
        }
    }

    public void Int(ref int value)
    {
        long wide = value;
        Long(ref wide);
        value = wide is >= int.MinValue and <= int.MaxValue ? (int)wide : (int)Break();
    }

    public void Bool(ref bool value)
    {
        long wide = value ? 1 : 0;
        Long(ref wide);
        value = wide is 0 or 1 ? wide == 1 : Break() != 0;
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

    /// <summary>How many follow; more than <paramref name="most"/> cannot be.</summary>
    public int Count(int count, long most)
    {
        Int(ref count);
        if (count < 0 || count > most)
        {
            Break();
            return 0;
        }

        return count;
    }

    public void Ints(int[] values)
    {
        foreach (ref var value in values.AsSpan())
        {
            Int(ref value);
        }
    }

    public void Longs(long[] values)
    {
        foreach (ref var value in values.AsSpan())
        {
            Long(ref value);
        }
    }

    private long Break()
    {
        IsBroken = true;
        return 0;
    }
}
