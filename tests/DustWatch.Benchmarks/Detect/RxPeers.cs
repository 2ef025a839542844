using System.Reactive.Linq;
using System.Reactive.Subjects;
using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Detect;

/// <summary>Detection as it is written with Rx's own operators.</summary>
internal static class RxPeers
{
    /// <summary>The points that <see cref="Window"/> takes, the first of them: with all, a round would take minutes.</summary>
    public const int WindowPoints = 200;

    private const double Limit = 700_000;

    /// <summary>What a careful developer writes: a group for each point, a queue and running sums in each.</summary>
    public static Func<Sample[], long> GroupByScan(DetectSize size)
    {
        var source = new Subject<Sample>();
        var changes = 0L;
        source
            .GroupBy(sample => sample.Point)
            .SelectMany(group => group.Scan(new QueueState(size.IntervalMilliseconds), (state, sample) => state.Add(sample)))
            .Where(state => state.HasChanged)
            .Subscribe(_ => changes++);
        return round =>
        {
            foreach (var sample in round)
            {
                source.OnNext(sample);
            }

            return round.Length;
        };
    }

    /// <summary>
    /// What the operators' names suggest: a window opened at each sample, as long as 15 min have samples, and the mean of each. Less than a moving window in
    /// event time, which Rx has no operator for; the shift is left out.
    /// </summary>
    public static Func<Sample[], long> Window(DetectSize size)
    {
        var source = new Subject<Sample>();
        var changes = 0L;
        source
            .GroupBy(sample => sample.Point)
            .SelectMany(group => group
                .Window(size.WindowSamples, 1)
                .SelectMany(window => window.Average(sample => (double)sample.Value))
                .Select(mean => mean > Limit)
                .DistinctUntilChanged())
            .Subscribe(_ => changes++);
        return round =>
        {
            var taken = 0L;
            foreach (var sample in round)
            {
                if (sample.Point < WindowPoints)
                {
                    source.OnNext(sample);
                    taken++;
                }
            }

            return taken;
        };
    }
}
