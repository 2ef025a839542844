using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Decoding;

/// <summary>
/// Finds the series of lines by the bytes they begin with. Files are mostly in runs of one series, or go round their series in the same order again and again:
/// the one that came after the last line's before is tried first; others are found by a hash. A series is learnt at its first line. One thread.
/// </summary>
/// <param name="points">The points that there are.</param>
internal sealed class CsvSeriesTable(RegistryIntake points)
{
    /// <summary>Bytes that may be read behind the beginning of a line, whether it has them or not.</summary>
    public const int PrefixBytesMaximum = 3 * VectorBytes;

    private const int VectorBytes = 32;
    private const int WordBytes = sizeof(ulong);
    private const int ByteBits = 8;
    private const int SeriesAtFirst = 16;

    private CsvSeries[] _series = NoSeries(); // [series]; the first is none, and has a bit that no text has
    private byte[] _prefixes = new byte[SeriesAtFirst * PrefixBytesMaximum]; // [series * PrefixBytesMaximum + byte]
    private int[] _slots = new int[4 * SeriesAtFirst]; // [hash, then the next that is free]; 0: free
    private int _count = 1;
    private int _last;

    /// <summary>The points that there are.</summary>
    public RegistryIntake Points => points;

    /// <summary>What lines of a series have in common.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly CsvSeries At(int series) => ref _series[series];

    /// <summary>The series of a line; 0 when it has to be read the general way.</summary>
    /// <param name="line">Its first byte; as many as <see cref="PrefixBytesMaximum"/> can be read from there.</param>
    /// <param name="left">Bytes of text from there on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ref byte line, int left)
    {
        var next = _series[_last].Next;
        if (!IsOf(ref line, next))
        {
            next = LookUp(ref line, left);
        }

        _last = next == 0 ? _last : next;
        return next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsOf(ref byte line, int number)
    {
        ref readonly var series = ref _series[number];
        ref var prefix = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_prefixes), number * PrefixBytesMaximum);
        return (Same(ref line, ref prefix, 0) & series.First) == series.First
            && (series.Second == 0 || ((Same(ref line, ref prefix, VectorBytes) & series.Second) == series.Second && (Same(ref line, ref prefix, 2 * VectorBytes) & series.Third) == series.Third));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Same(ref byte line, ref byte prefix, int from) =>
        Vector256.Equals(Vector256.LoadUnsafe(ref line, (nuint)from), Vector256.LoadUnsafe(ref prefix, (nuint)from)).ExtractMostSignificantBits();

    private int LookUp(ref byte line, int left)
    {
        var length = PrefixLength(ref line, left);
        if (length == 0)
        {
            return 0;
        }

        var slot = SlotOf(ref line, length);
        while (_slots[slot] is var number && number != 0)
        {
            if (_series[number].Length == length && IsOf(ref line, number))
            {
                _series[_last].Next = number;
                return number;
            }

            slot = (slot + 1) & (_slots.Length - 1);
        }

        return Learn(MemoryMarshal.CreateReadOnlySpan(ref line, length));
    }

    /// <summary>Bytes of a line up to its second comma, with it; 0 when that is too far.</summary>
    private static int PrefixLength(ref byte line, int left)
    {
        var commas = Vector256.Equals(Vector256.LoadUnsafe(ref line), Vector256.Create((byte)',')).ExtractMostSignificantBits();
        commas = unchecked(commas & (commas - 1));
        if (commas != 0 && left >= VectorBytes)
        {
            return BitOperations.TrailingZeroCount(commas) + 1;
        }

        var text = MemoryMarshal.CreateReadOnlySpan(ref line, Math.Min(left, PrefixBytesMaximum));
        var first = text.IndexOf((byte)',') + 1;
        var second = text[first..].IndexOf((byte)',') + 1;
        return first == 0 || second == 0 ? 0 : first + second;
    }

    private int SlotOf(ref byte prefix, int length)
    {
        var hash = (uint)length;
        var at = 0;
        for (; at + WordBytes <= length; at += WordBytes)
        {
            hash = BitOperations.Crc32C(hash, CsvDigits.Load(ref Unsafe.Add(ref prefix, at)));
        }

        var rest = (1UL << ((length - at) * ByteBits)) - 1;
        return (int)(BitOperations.Crc32C(hash, CsvDigits.Load(ref Unsafe.Add(ref prefix, at)) & rest) & (uint)(_slots.Length - 1));
    }

    /// <summary>Takes a series that is new; 0 when it is none. What stands in quotation marks is left to the general way, as is what reaches over a line's end.</summary>
    private int Learn(ReadOnlySpan<byte> prefix)
    {
        var comma = prefix.IndexOf((byte)',');
        if (prefix.ContainsAny((byte)'"', (byte)'\n') || points.FindPoint(prefix[..comma]) is not { } point || !point.Device.Names.TryFind(prefix[(comma + 1)..^1], out var quantity))
        {
            return 0;
        }

        if (_count == _series.Length)
        {
            Grow();
        }

        var number = _count++;
        var traits = Quantities.Of(quantity);
        prefix.CopyTo(_prefixes.AsSpan(number * PrefixBytesMaximum));
        _series[number] = new CsvSeries
        {
            Length = prefix.Length,
            First = BitsOf(prefix.Length),
            Second = BitsOf(prefix.Length - VectorBytes),
            Third = BitsOf(prefix.Length - (2 * VectorBytes)),
            Point = point.Number,
            Quantity = quantity,
            Decimals = traits.Decimals,
            Minimum = traits.Minimum,
            Maximum = traits.Maximum,
            RangeTop = point.RangeTops[(int)quantity],
        };
        Insert(number);
        _series[_last].Next = number;
        return number;
    }

    private void Grow()
    {
        Array.Resize(ref _series, 2 * _series.Length);
        Array.Resize(ref _prefixes, _series.Length * PrefixBytesMaximum);
        _slots = new int[4 * _series.Length];
        for (var number = 1; number < _count; number++)
        {
            Insert(number);
        }
    }

    private void Insert(int number)
    {
        var slot = SlotOf(ref _prefixes[number * PrefixBytesMaximum], _series[number].Length);
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        _slots[slot] = number;
    }

    private static CsvSeries[] NoSeries()
    {
        var series = new CsvSeries[SeriesAtFirst];
        series[0].First = 1;
        return series;
    }

    private static uint BitsOf(int bytes) => bytes <= 0 ? 0 : bytes >= VectorBytes ? uint.MaxValue : (1u << bytes) - 1;
}
