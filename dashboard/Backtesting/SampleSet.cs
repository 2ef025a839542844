using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Dashboard.Commands;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>
/// Samples as one set: each point's in event time, each arrived at its own time, whatever the order in which they were read. Silence counts from the smallest
/// time of all; at the end every point's clock is the largest.
/// </summary>
/// <param name="registry">The points.</param>
/// <param name="samples">Their samples.</param>
/// <param name="shards">Parts that the points are cut into, each judged by one core at a time.</param>
/// <param name="cores">How many cores judge.</param>
internal sealed class SampleSet(Registry registry, SamplesByPoint samples, int shards, int cores) : IBacktestSource
{
    private const int BatchSamples = 4096;

    /// <inheritdoc/>
    public Judged Judge(RuleSet? rules, CommandProgress progress, CancellationToken cancellationToken)
    {
        if (samples.Count == 0)
        {
            return Judged.Of([]);
        }

        progress.Begin("judging", registry.Points.Count);
        var judged = new Judged[shards];
        Parallel.For(0, shards, new ParallelOptions { MaxDegreeOfParallelism = cores, CancellationToken = cancellationToken }, shard =>
        {
            var buffer = new Sample[BatchSamples];
            var (detector, found) = (new Detector(registry, rules, samples.First, shard, shards), new Findings());
            for (var point = shard; point < registry.Points.Count; point += shards)
            {
                foreach (var batch in samples.InOrderOf(point, buffer))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    detector.OnSamples(batch.Span, found);
                }

                progress.Add(1);
            }

            detector.Finish(samples.Last, found);
            judged[shard] = Judged.Of(detector, found);
        });
        return Judged.Of(judged);
    }
}
