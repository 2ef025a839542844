using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>A <see cref="HistoryChunk"/> that grows by one sample after the other, by time, packed as they come. One thread at a time.</summary>
/// <param name="start">The chunk's, ms.</param>
internal sealed class HistoryChunkBuilder(long start)
{
    private const int BytesInitial = 32;
    private const int BytesEachMaximum = 20; // two varints
    private const int RunBytesMaximum = 11;

    private byte[] _bytes = []; // times and values
    private int _end;
    private byte[] _runs = []; // of flags, but for the last
    private int _runsEnd;
    private SampleFlag _flag;
    private int _run; // samples that have it in turn
    private int _scale = HistoryChunk.ScaleMaximum;
    private long _unit = HistoryChunk.Power(HistoryChunk.ScaleMaximum);
    private (long Time, long Distance, long Value) _last = (start, 0, 0);

    /// <summary>How many samples it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that it takes in memory.</summary>
    public int Bytes => _bytes.Length + _runs.Length;

    /// <summary>Time of the last, ms; the start when there is none.</summary>
    public long LastTime => _last.Time;

    /// <summary>Adds a sample that is later than the last.</summary>
    public void Add(in Sample sample)
    {
        if (sample.Value % _unit != 0)
        {
            Rescale(sample.Value);
        }

        if (_end + BytesEachMaximum > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(BytesInitial, _bytes.Length * 2));
        }

        var (time, value) = (sample.Time.Milliseconds, sample.Value / _unit);
        var distance = unchecked(time - _last.Time);
        Varint.PutSigned(_bytes, ref _end, unchecked(distance - _last.Distance));
        Varint.PutSigned(_bytes, ref _end, unchecked(value - _last.Value));
        _last = (time, distance, value);
        Count++;
        if (sample.Flag != _flag && _run > 0)
        {
            Array.Resize(ref _runs, _runsEnd + RunBytesMaximum);
            PutRun(_runs, ref _runsEnd);
            _run = 0;
        }

        _flag = sample.Flag;
        _run++;
    }

    /// <summary>The whole chunk.</summary>
    public byte[] Pack()
    {
        var bytes = new byte[1 + _end + _runsEnd + (2 * RunBytesMaximum)];
        bytes[0] = (byte)_scale;
        var end = 1;
        Varint.Put(bytes, ref end, (ulong)Count);
        _bytes.AsSpan(0, _end).CopyTo(bytes.AsSpan(end));
        end += _end;
        _runs.AsSpan(0, _runsEnd).CopyTo(bytes.AsSpan(end));
        end += _runsEnd;
        if (_run > 0)
        {
            PutRun(bytes, ref end);
        }

        return bytes[..end];
    }

    private void PutRun(byte[] bytes, ref int end)
    {
        Varint.Put(bytes, ref end, (ulong)_run);
        bytes[end++] = (byte)_flag;
    }

    // All that is there is packed anew with a unit of which the value too is a multiple: six times at most.
    private void Rescale(long value)
    {
        var samples = new List<Sample>(Count);
        HistoryChunk.Unpack(Pack(), start, point: 0, default, samples);
        while (value % _unit != 0)
        {
            _unit = HistoryChunk.Power(--_scale);
        }

        (_end, _runsEnd, _run, Count, _last) = (0, 0, 0, 0, (start, 0, 0));
        foreach (var sample in samples)
        {
            Add(sample);
        }
    }
}
