using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>Samples by point. One writer for each point; once written, read by anybody.</summary>
/// <param name="points">How many points there are.</param>
internal sealed class SamplesByPoint(int points)
{
    private readonly PackedSamples?[] _packed = new PackedSamples?[points]; // [point]

    /// <summary>How many samples.</summary>
    public long Count { get; private set; }

    /// <summary>The smallest time of all.</summary>
    public Instant First { get; private set; } = new(long.MaxValue);

    /// <summary>The largest time of all.</summary>
    public Instant Last { get; private set; } = Instant.Never;

    /// <summary>Adds samples of any points, in order. The only writer.</summary>
    public void Add(ReadOnlySpan<Sample> samples)
    {
        foreach (ref readonly var sample in samples)
        {
            Add(sample.Point, new ReadOnlySpan<Sample>(in sample));
            Note(1, sample.Time, sample.Time);
        }
    }

    /// <summary>Adds samples of a point, which are noted by themselves.</summary>
    public void Add(int point, ReadOnlySpan<Sample> samples) => (_packed[point] ??= new PackedSamples()).Add(samples);

    /// <summary>Notes what is added for each point. One thread at a time.</summary>
    /// <param name="count">How many samples.</param>
    /// <param name="first">The smallest of their times.</param>
    /// <param name="last">The largest of their times.</param>
    public void Note(int count, Instant first, Instant last)
    {
        Count += count;
        First = count == 0 ? First : Instant.Min(First, first);
        Last = count == 0 ? Last : Instant.Max(Last, last);
    }

    /// <summary>A point's samples by time, those of the same time as they were added, in batches whose memory is used again. Sorts only what is not in order.</summary>
    public IEnumerable<ReadOnlyMemory<Sample>> InOrderOf(int point, Sample[] buffer) => _packed[point] switch
    {
        null => [],
        { IsInOrder: true } packed => packed.Read(point, buffer),
        { } packed => [Sorted(point, packed, buffer)],
    };

    private static ReadOnlyMemory<Sample> Sorted(int point, PackedSamples packed, Sample[] buffer)
    {
        var samples = new Sample[packed.Count];
        var at = 0;
        foreach (var batch in packed.Read(point, buffer))
        {
            batch.Span.CopyTo(samples.AsSpan(at));
            at += batch.Length;
        }

        return EventTimeSort.Sort(samples);
    }
}
