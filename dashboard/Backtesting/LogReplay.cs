using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>
/// The log's records of a stretch of server time, as they came: samples with their arrival, ticks, what was set aside, and each version of the registry from
/// where it held. What lies before the stretch is not known to the detectors; silence counts from its start, or from the log's where that is later.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="span">Server time.</param>
/// <param name="given">The points to judge in place of those of the log; null: as the log says.</param>
/// <param name="cores">How many cores judge.</param>
internal sealed class LogReplay(SqliteLogReader log, Interval span, Registry? given, int cores) : IBacktestSource
{
    /// <inheritdoc/>
    public Judged Judge(RuleSet? rules, BacktestProgress progress, CancellationToken cancellationToken)
    {
        var (first, last) = (log.FirstAfter(span.Start), log.FirstAfter(span.End) - 1);
        progress.Begin("judging", Math.Max(0, last - first + 1));
        var numbers = given is null ? null : NumbersIn(given, log.FindRegistry(last));
        var registry = given ?? Read(log.FindRegistry(first - 1));
        var since = Instant.Max(span.Start, log.FirstAt);
        var detectors = Enumerable.Range(0, Limits.DetectionShards).Select(shard => new Detector(registry, rules, since, shard, Limits.DetectionShards)).ToList();
        var findings = detectors.ConvertAll(_ => new Findings());
        var options = new ParallelOptions { MaxDegreeOfParallelism = cores, CancellationToken = cancellationToken };
        foreach (var page in log.Read(first, last))
        {
            IReadOnlyList<LogRecord> records = numbers is null ? page : [.. page.Select(record => Renumbered(record, numbers)).OfType<LogRecord>()];
            var registries = records.OfType<RegistryChange>().ToDictionary(change => change.Position, Read);
            Parallel.For(0, detectors.Count, options, shard =>
            {
                foreach (var record in records)
                {
                    Judge(record, registries, rules, detectors[shard], findings[shard]);
                    findings[shard].Repeats.Clear(); // counted by the detector
                }
            });
            progress.Add(page.Count);
        }

        return Judged.Of([.. detectors.Zip(findings, Judged.Of)]);
    }

    private static void Judge(LogRecord record, Dictionary<long, Registry> registries, RuleSet? rules, Detector detector, Findings found)
    {
        switch (record)
        {
            case SampleBatch batch:
                detector.OnSamples(batch.Samples.Span, batch.At, found);
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
            case Tick tick:
                detector.OnTick(tick.At, found);
                break;
            case RegistryChange change:
                detector.Change(registries[change.Position], rules, change.At, recent: null, found);
                break;
            default:
                break;
        }
    }

    private static Registry Read(RegistryChange? change) => change is null ? Registry.Empty
        : RegistryReader.TryRead(change.Json, out var registry, out var faults) ? registry
        : throw new InvalidDataException($"Version {change.Version} of the registry in the log cannot be read: {string.Join("; ", faults)}");

    /// <summary>The given registry's number of each stored point, -1 where it lacks it. Points keep their numbers, so the newest version knows them all.</summary>
    private static int[] NumbersIn(Registry given, RegistryChange? stored) =>
        [.. Read(stored).Points.Select(point => given.FindPoint(point.Id)?.Number ?? -1)];

    /// <summary>The record with the given registry's numbers; null when it says nothing of its points.</summary>
    private static LogRecord? Renumbered(LogRecord record, int[] numbers) => record switch
    {
        SampleBatch batch => batch with { Samples = Renumbered(batch.Samples.Span, numbers) },
        QuarantinedSample quarantined => numbers[quarantined.Sample.Point] < 0 ? null : quarantined with { Sample = Renumbered([quarantined.Sample], numbers)[0] },
        RefusedValues refused => refused with { Counts = Renumbered(refused.Counts.Span, numbers) },
        RegistryChange => null,
        _ => record,
    };

    private static RefusedCount[] Renumbered(ReadOnlySpan<RefusedCount> counts, int[] numbers)
    {
        var renumbered = new List<RefusedCount>(counts.Length);
        foreach (var (point, count) in counts)
        {
            if (numbers[point] >= 0)
            {
                renumbered.Add(new RefusedCount(numbers[point], count));
            }
        }

        return [.. renumbered];
    }

    private static Sample[] Renumbered(ReadOnlySpan<Sample> samples, int[] numbers)
    {
        var renumbered = new List<Sample>(samples.Length);
        foreach (ref readonly var sample in samples)
        {
            if (numbers[sample.Point] >= 0)
            {
                renumbered.Add(sample with { Point = numbers[sample.Point] });
            }
        }

        return [.. renumbered];
    }
}
