using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>Samples of one point and quantity, of the ten minutes of one chunk, that are in no chunk of the file yet. One thread at a time.</summary>
/// <param name="point">The point.</param>
/// <param name="quantity">The quantity.</param>
/// <param name="start">The chunk's, ms.</param>
internal sealed class UngatheredChunk(int point, Quantity quantity, long start)
{
    private const int LateMaximum = 64;
    private const int LateBytes = 32;
    private const int ObjectBytes = 200;

    private HistoryChunkBuilder _packed = new(start);
    private List<Sample>? _late; // what came after a later one: by time

    public int Point => point;

    public Quantity Quantity => quantity;

    /// <summary>The chunk's, ms.</summary>
    public long Start => start;

    /// <summary>Samples, some of them perhaps twice.</summary>
    public int Count => _packed.Count + (_late?.Count ?? 0);

    /// <summary>Bytes that it takes in memory.</summary>
    public int Bytes => ObjectBytes + _packed.Bytes + ((_late?.Count ?? 0) * LateBytes);

    /// <summary>Whether it takes no more.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Time of the oldest, ms.</summary>
    public long FirstTime => Math.Min(_packed.FirstTime, _late is null ? long.MaxValue : _late[0].Time.Milliseconds);

    /// <summary>Time of the newest, ms.</summary>
    public long LastTime => _packed.LastTime;

    /// <summary>Adds a sample; one of a time that is there already changes nothing.</summary>
    public void Add(in Sample sample)
    {
        if (sample.Time.Milliseconds > _packed.LastTime)
        {
            _packed.Add(sample);
            return;
        }

        _late ??= [];
        var place = PlaceOf(sample.Time);
        if (place == _late.Count || _late[place].Time != sample.Time)
        {
            _late.Insert(place, sample);
        }

        if (_late.Count == LateMaximum)
        {
            PutInOrder();
        }
    }

    /// <summary>All, by time, none twice.</summary>
    public List<Sample> Read() => Read(new Interval(new Instant(long.MinValue), new Instant(long.MaxValue)), _packed.Count);

    /// <summary>Those with time in <paramref name="span"/>, by time, none twice.</summary>
    public List<Sample> Read(Interval span) => Read(span, capacity: 0);

    /// <summary>The newest at or before <paramref name="time"/>.</summary>
    public Sample? FindLast(Instant time)
    {
        var packed = _packed.FindLast(time, point, quantity);
        var late = _late?.FindLastIndex(sample => sample.Time <= time) ?? -1;
        return late < 0 || (packed is { } found && found.Time >= _late![late].Time) ? packed : _late![late];
    }

    /// <summary>From now on it only is read, and so by any thread.</summary>
    public void Close()
    {
        PutInOrder();
        IsClosed = true;
    }

    /// <summary>All as a chunk of the file, when it is closed.</summary>
    public byte[] Pack() => _packed.Pack();

    private List<Sample> Read(Interval span, int capacity)
    {
        var samples = new List<Sample>(capacity);
        _packed.Read(span, point, quantity, samples);
        return _late is null ? samples : HistoryReading.Merge(samples, _late.FindAll(late => late.Time > span.Start && late.Time <= span.End), int.MaxValue);
    }

    private void PutInOrder()
    {
        if (_late is not null)
        {
            var samples = Read();
            (_packed, _late) = (new HistoryChunkBuilder(start), null);
            samples.ForEach(sample => _packed.Add(sample));
        }
    }

    // Where the first is that is not earlier.
    private int PlaceOf(Instant time)
    {
        var (from, to) = (0, _late!.Count); // made by the caller
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = _late[middle].Time < time ? (middle + 1, to) : (from, middle);
        }

        return from;
    }
}
