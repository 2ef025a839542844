using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>Samples by point, each point's in runs: one of each part of the input, in the order of the parts. One writer; once written, read by anybody.</summary>
/// <param name="points">How many points there are.</param>
internal sealed class SamplesByPoint(int points)
{
    private readonly List<PackedSamples>?[] _runs = new List<PackedSamples>?[points]; // [point]
    private readonly PackedSamples?[] _open = new PackedSamples?[points]; // [point], the last of _runs while it grows

    /// <summary>How many samples.</summary>
    public long Count { get; private set; }

    /// <summary>The smallest time of all.</summary>
    public Instant First { get; private set; } = new(long.MaxValue);

    /// <summary>The largest time of all.</summary>
    public Instant Last { get; private set; } = Instant.Never;

    /// <summary>Adds samples of any points, in order.</summary>
    public void Add(ReadOnlySpan<Sample> samples)
    {
        foreach (ref readonly var sample in samples)
        {
            (_open[sample.Point] ?? Open(sample.Point)).Add(sample);
            First = Instant.Min(First, sample.Time);
            Last = Instant.Max(Last, sample.Time);
        }

        Count += samples.Length;
    }

    /// <summary>Adds another part of the input behind what is here.</summary>
    public void Add(SamplesByPoint next)
    {
        for (var point = 0; point < _runs.Length; point++)
        {
            if (next._runs[point] is { } runs)
            {
                (_runs[point] ??= []).AddRange(runs);
                _open[point] = null;
            }
        }

        First = Instant.Min(First, next.First);
        Last = Instant.Max(Last, next.Last);
        Count += next.Count;
    }

    /// <summary>A point's samples by time, those of the same time as they were added, in batches whose memory is used again. Sorts only what is not in order.</summary>
    public IEnumerable<ReadOnlyMemory<Sample>> InOrderOf(int point, Sample[] buffer)
    {
        var runs = _runs[point] ?? [];
        return IsInOrder(runs) ? runs.SelectMany(run => run.Read(point, buffer)) : [Sorted(point, runs, buffer)];
    }

    private static bool IsInOrder(List<PackedSamples> runs)
    {
        for (var i = 0; i < runs.Count; i++)
        {
            if (!runs[i].IsInOrder || (i > 0 && runs[i].First < runs[i - 1].Last))
            {
                return false;
            }
        }

        return true;
    }

    private static ReadOnlyMemory<Sample> Sorted(int point, List<PackedSamples> runs, Sample[] buffer)
    {
        var samples = new Sample[runs.Sum(run => run.Count)];
        var at = 0;
        foreach (var batch in runs.SelectMany(run => run.Read(point, buffer)))
        {
            batch.Span.CopyTo(samples.AsSpan(at));
            at += batch.Length;
        }

        return EventTimeSort.Sort(samples);
    }

    private PackedSamples Open(int point)
    {
        var run = new PackedSamples();
        (_runs[point] ??= []).Add(run);
        return _open[point] = run;
    }
}
