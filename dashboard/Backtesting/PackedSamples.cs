using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>
/// Samples of one point in the order in which they were added, each in five or six bytes in place of 24, so that a month of a district fits into memory. One
/// writer; once written, read by anybody.
/// <code>
/// sample = kind time value
/// kind   = uint8    ; quantity, and flag × 16
/// time   = varint   ; zigzag of the ms since the sample before; the first since 1970
/// value  = varint   ; zigzag, 10⁻⁶ of the unit, or 0.01 dB
/// </code>
/// No sample lies across two chunks.
/// </summary>
internal sealed class PackedSamples
{
    private const int SampleBytesMaximum = 21;
    private const int ChunkBytesMinimum = 64;
    private const int ChunkBytesMaximum = 1 << 16;
    private const int FlagShift = 4;
    private const int QuantityMask = (1 << FlagShift) - 1;

    private readonly List<ReadOnlyMemory<byte>> _full = [];
    private byte[] _chunk = new byte[ChunkBytesMinimum];
    private int _used;

    /// <summary>How many samples.</summary>
    public long Count { get; private set; }

    /// <summary>Time of the first that was added.</summary>
    public Instant First { get; private set; }

    /// <summary>Time of the last that was added.</summary>
    public Instant Last { get; private set; }

    /// <summary>Whether none is older than the one before it.</summary>
    public bool IsInOrder { get; private set; } = true;

    /// <summary>Adds samples; their point is known to whoever holds this.</summary>
    public void Add(ReadOnlySpan<Sample> samples)
    {
        foreach (ref readonly var sample in samples)
        {
            Add(sample);
        }
    }

    /// <summary>Adds a sample.</summary>
    public void Add(in Sample sample)
    {
        if (_chunk.Length - _used < SampleBytesMaximum)
        {
            _full.Add(_chunk.AsMemory(0, _used));
            (_chunk, _used) = (new byte[Math.Min(2 * _chunk.Length, ChunkBytesMaximum)], 0);
        }

        var spacing = Count == 0 ? sample.Time.Milliseconds : sample.Time - Last;
        _chunk[_used++] = (byte)((int)sample.Quantity | ((int)sample.Flag << FlagShift));
        Write(spacing);
        Write(sample.Value);
        First = Count == 0 ? sample.Time : First;
        IsInOrder &= Count == 0 || spacing >= 0;
        Last = sample.Time;
        Count++;
    }

    /// <summary>All samples in order, in batches; the memory is used again for the next batch.</summary>
    /// <param name="point">Number of the point.</param>
    /// <param name="buffer">Where to put them; not empty.</param>
    public IEnumerable<ReadOnlyMemory<Sample>> Read(int point, Sample[] buffer)
    {
        var time = 0L;
        foreach (var chunk in _full.Append(_chunk.AsMemory(0, _used)))
        {
            var at = 0;
            while (at < chunk.Length)
            {
                var count = Fill(point, chunk.Span, buffer, ref at, ref time);
                yield return buffer.AsMemory(0, count);
            }
        }
    }

    private static int Fill(int point, ReadOnlySpan<byte> chunk, Sample[] buffer, ref int at, ref long time)
    {
        var count = 0;
        while (at < chunk.Length && count < buffer.Length)
        {
            var kind = chunk[at++];
            time += Read(chunk, ref at);
            buffer[count++] = new Sample(new Instant(time), Read(chunk, ref at), point, (Quantity)(kind & QuantityMask), (SampleFlag)(kind >> FlagShift));
        }

        return count;
    }

    private static long Read(ReadOnlySpan<byte> chunk, ref int at)
    {
        var bits = 0UL;
        var shift = 0;
        byte part;
        do
        {
            part = chunk[at++];
            bits |= (ulong)(part & 0x7F) << shift;
            shift += 7;
        }
        while (part >= 0x80);
        return (long)(bits >> 1) ^ -(long)(bits & 1);
    }

    private void Write(long value)
    {
        var bits = unchecked((ulong)((value << 1) ^ (value >> 63)));
        while (bits >= 0x80)
        {
            _chunk[_used++] = unchecked((byte)(bits | 0x80));
            bits >>= 7;
        }

        _chunk[_used++] = (byte)bits;
    }
}
