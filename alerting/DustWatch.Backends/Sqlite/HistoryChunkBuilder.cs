using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>A <see cref="HistoryChunk"/> that grows by one sample after the other, by time, packed as they come. One thread at a time.</summary>
/// <param name="start">The chunk's, ms.</param>
internal sealed class HistoryChunkBuilder(long start)
{
    private const int BytesInitial = 32;
    private const int BytesEachMaximum = 20; // two varints
    private const int RunBytesMaximum = 11;
    private const int StretchSamples = 256;

    private readonly List<Stretch> _stretches = []; // but for the first
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
    public int Bytes => _bytes.Length + _runs.Length + (_stretches.Capacity * Stretch.Bytes);

    /// <summary>Time of the first, ms.</summary>
    public long FirstTime { get; private set; }

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

        if (Count % StretchSamples == 0 && Count > 0)
        {
            _stretches.Add(new Stretch(_end, _last.Time, _last.Distance, _last.Value));
        }

        var (time, value) = (sample.Time.Milliseconds, sample.Value / _unit);
        FirstTime = Count == 0 ? time : FirstTime;
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

    /// <summary>Appends the samples with time in <paramref name="span"/> to a list.</summary>
    public void Read(Interval span, int point, Quantity quantity, List<Sample> samples)
    {
        var skipped = StretchesBefore(span.Start);
        var (at, time, distance, value) = skipped == 0 ? new Stretch(0, start, 0, 0) : _stretches[skipped - 1];
        var (runsAt, runEnd, flag) = (0, 0, _flag);
        ReadOnlySpan<byte> bytes = _bytes;
        for (var i = skipped * StretchSamples; i < Count; i++)
        {
            distance = unchecked(distance + Varint.TakeSigned(bytes, ref at));
            time = unchecked(time + distance);
            value = unchecked(value + Varint.TakeSigned(bytes, ref at));
            if (time > span.End.Milliseconds)
            {
                return;
            }

            while (runEnd <= i)
            {
                (var run, flag) = runsAt < _runsEnd ? ((int)Varint.Take(_runs, ref runsAt), (SampleFlag)_runs[runsAt++]) : (_run, _flag);
                runEnd += run;
            }

            if (time > span.Start.Milliseconds)
            {
                samples.Add(new Sample(new Instant(time), unchecked(value * _unit), point, quantity, flag));
            }
        }
    }

    /// <summary>The last at or before <paramref name="time"/>.</summary>
    public Sample? FindLast(Instant time, int point, Quantity quantity)
    {
        var stretches = StretchesBefore(time);
        var samples = new List<Sample>(Math.Min(Count, 2 * StretchSamples));
        Read(new Interval(new Instant(stretches < 2 ? start : _stretches[stretches - 2].Time), time), point, quantity, samples); // the last may end the stretch before
        return samples.Count == 0 ? null : samples[^1];
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
        Read(new Interval(new Instant(long.MinValue), new Instant(long.MaxValue)), point: 0, default, samples);
        while (value % _unit != 0)
        {
            _unit = HistoryChunk.Power(--_scale);
        }

        _stretches.Clear();
        (_end, _runsEnd, _run, Count, _last) = (0, 0, 0, 0, (start, 0, 0));
        foreach (var sample in samples)
        {
            Add(sample);
        }
    }

    // How many stretches have no sample after the time.
    private int StretchesBefore(Instant time)
    {
        var (from, to) = (0, _stretches.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = _stretches[middle].Time <= time.Milliseconds ? (middle + 1, to) : (from, middle);
        }

        return from;
    }

    /// <summary>Where reading may begin: so many samples in one.</summary>
    /// <param name="At">Of its first byte.</param>
    /// <param name="Time">Of the last sample before it, ms.</param>
    /// <param name="Distance">Of that one from the one before it, ms.</param>
    /// <param name="Value">Of that one, in units.</param>
    private readonly record struct Stretch(int At, long Time, long Distance, long Value)
    {
        public const int Bytes = 32;
    }
}
