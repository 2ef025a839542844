using System.Runtime.InteropServices;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>The samples of a piece of the input, brought together by point, the points by shard. Its memory is used again. Written by one thread, then read by any.</summary>
/// <param name="shards">How many shards.</param>
internal sealed class SampleRuns(int shards)
{
    private readonly List<SampleRun>[] _runs = [.. Enumerable.Range(0, shards).Select(_ => new List<SampleRun>())]; // [shard]
    private Sample[] _samples = [];

    /// <summary>How many samples.</summary>
    public int Count { get; private set; }

    /// <summary>The smallest time of all.</summary>
    public Instant First { get; private set; }

    /// <summary>The largest time of all.</summary>
    public Instant Last { get; private set; }

    /// <summary>How many shards there are.</summary>
    public int Shards => _runs.Length;

    /// <summary>The runs of a shard's points, one of each that has samples here.</summary>
    public ReadOnlySpan<SampleRun> Of(int shard) => CollectionsMarshal.AsSpan(_runs[shard]);

    /// <summary>The samples of a run.</summary>
    public ReadOnlySpan<Sample> this[in SampleRun run] => _samples.AsSpan(run.Start, run.Count);

    /// <summary>Takes samples in place of those that were here.</summary>
    /// <param name="samples">In their order.</param>
    /// <param name="places">Of no use to anybody else: as new before, and again after it. [point]</param>
    public void Fill(ReadOnlySpan<Sample> samples, RunPlace[] places)
    {
        Count = samples.Length;
        Array.ForEach(_runs, runs => runs.Clear());
        if (_samples.Length < Count)
        {
            _samples = new Sample[Count + (Count / 4)];
        }

        FindRuns(samples, places);
        Place(samples, places);
        foreach (var runs in _runs)
        {
            foreach (ref var run in CollectionsMarshal.AsSpan(runs))
            {
                ref var place = ref places[run.Point];
                run = run with { First = _samples[run.Start].Time, Last = place.Last, IsInOrder = !place.IsBack };
                place = default;
            }
        }
    }

    private void FindRuns(ReadOnlySpan<Sample> samples, RunPlace[] places)
    {
        foreach (ref readonly var sample in samples)
        {
            if (places[sample.Point].Next++ == 0)
            {
                _runs[sample.Point % _runs.Length].Add(new SampleRun(sample.Point, 0, 0, default, default, IsInOrder: true));
            }
        }

        var start = 0;
        foreach (var runs in _runs)
        {
            foreach (ref var run in CollectionsMarshal.AsSpan(runs))
            {
                var count = places[run.Point].Next;
                run = run with { Start = start, Count = count };
                places[run.Point] = new RunPlace { Next = start, Last = Instant.Never };
                start += count;
            }
        }
    }

    private void Place(ReadOnlySpan<Sample> samples, RunPlace[] places)
    {
        var (first, last) = (new Instant(long.MaxValue), Instant.Never);
        foreach (ref readonly var sample in samples)
        {
            ref var place = ref places[sample.Point];
            place.IsBack |= sample.Time < place.Last;
            place.Last = sample.Time;
            _samples[place.Next++] = sample;
            (first, last) = (Instant.Min(first, sample.Time), Instant.Max(last, sample.Time));
        }

        (First, Last) = (first, last);
    }
}
