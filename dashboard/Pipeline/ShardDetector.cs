using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>
/// A shard's detector with the registry and the rules that it judges by: how the log's records go into it, in the running server and in a backtest. One thread.
/// </summary>
/// <param name="detector">As it stands.</param>
/// <param name="registry">What it judges.</param>
/// <param name="rules">Rules for all points, or null for each point's default rules.</param>
internal sealed class ShardDetector(Detector detector, Registry registry, RuleSet? rules)
{
    /// <summary>The detector.</summary>
    public Detector Detector => detector;

    /// <summary>The version that it judges by now.</summary>
    public Registry Registry { get; private set; } = registry;

    /// <summary>Judges one record of the log.</summary>
    /// <param name="record">The next one.</param>
    /// <param name="recent">As <see cref="Detector.Change"/> takes it.</param>
    /// <param name="found">What is found is added to it.</param>
    public void Judge(LogRecord record, Func<MonitoringPoint, Instant, IReadOnlyList<Sample>>? recent, Findings found)
    {
        switch (record)
        {
            case SampleBatch batch:
                detector.OnSamples(batch.Samples.Span, batch.At, found);
                break;
            case Tick tick:
                detector.OnTick(tick.At, found);
                break;
            case RegistryChange change when RegistryReader.TryRead(change.Json, out var version, out _):
                Registry = version;
                detector.Change(version, rules, change.At, recent, found);
                break;
            case RulesChange change:
                rules = RulesVersion.Read(change.Version, change.Json).Rules;
                detector.Change(Registry, rules, change.At, recent, found);
                break;
            case QuarantinedSample quarantined:
                detector.OnQuarantined(quarantined.Sample, quarantined.At, found);
                break;
            case RefusedValues refused:
                foreach (var (point, count) in refused.Counts.Span)
                {
                    detector.OnRefused(point, count, refused.At, found);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Takes the state of each point that was judged again. A point that could not be, because it was judged in another way at that time, stays as it is.</summary>
    /// <param name="due">The points that were to be judged again.</param>
    /// <param name="revisions">What came of it.</param>
    /// <returns>Those whose past stands.</returns>
    public IReadOnlyList<LateSample> Take(IReadOnlyList<LateSample> due, IReadOnlyList<PointRevision> revisions)
    {
        foreach (var revision in revisions)
        {
            detector.TakePoint(revision.Replayed, revision.Point);
        }

        LateSample[] standing = [.. due.Where(sample => revisions.All(revision => revision.Point != sample.Point))];
        foreach (var sample in standing)
        {
            detector.Settle(sample.Point);
        }

        return standing;
    }
}
