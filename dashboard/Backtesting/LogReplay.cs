using DustWatch.Alerting.Rules;
using DustWatch.Backends.Sqlite;
using DustWatch.Dashboard.Commands;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>
/// The log's records of a stretch of server time, as they came: samples with their arrival, ticks, what was set aside, and each version of the registry from
/// where it held. What lies before the stretch is not known to the detectors; silence counts from its start, or from the log's where that is later. Late samples
/// are judged as the running server judges them, at the end and before each change.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="span">Server time.</param>
/// <param name="given">The points to judge in place of those of the log; null: as the log says.</param>
/// <param name="cores">How many cores judge.</param>
internal sealed class LogReplay(SqliteLogReader log, Interval span, Registry? given, int cores) : IBacktestSource
{
    /// <inheritdoc/>
    public Judged Judge(RuleSet? rules, CommandProgress progress, CancellationToken cancellationToken)
    {
        var (first, last) = (log.FirstAfter(span.Start), log.FirstAfter(span.End) - 1);
        progress.Begin("judging", Math.Max(0, last - first + 1));
        var numbers = given is null ? null : NumbersIn(given, log.FindRegistry(last));
        var registry = given ?? Read(log.FindRegistry(first - 1));
        var since = Instant.Max(span.Start, log.FirstAt);
        var shards = Enumerable.Range(0, Limits.DetectionShards).Select(shard => new ReplayedShard(shard, registry, rules, since)).ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = cores, CancellationToken = cancellationToken };
        var changes = new List<RegistryChange>();
        foreach (var page in Read(first, last, numbers))
        {
            var judged = 0;
            for (var i = 0; i < page.Count; i++)
            {
                if (page[i] is RegistryChange change)
                {
                    JudgeAll(page.Take(judged..i));
                    JudgeAgain(change.Position - 1);
                    JudgeAll([change]);
                    Parallel.ForEach(shards, options, shard => shard.Keep());
                    judged = i + 1;
                }
            }

            JudgeAll(page.Take(judged..));
            progress.Add(page.Count);
        }

        JudgeAgain(last);
        return Judged.Of([.. shards.Select(shard => shard.Judged)]);

        void JudgeAll(IEnumerable<LogRecord> records)
        {
            LogRecord[] some = [.. records];
            Parallel.ForEach(shards, options, shard => shard.Judge(some));
        }

        // A change would let the past of a late point stand, so what is late by then is judged again before it.
        void JudgeAgain(long position)
        {
            var late = shards.SelectMany(shard => shard.Late).Select(sample => sample.Point).ToHashSet();
            if (late.Count == 0)
            {
                return;
            }

            var stored = SamplesOf(late, Read(first, position, numbers));
            Parallel.ForEach(shards, options, shard =>
            {
                foreach (var point in shard.JudgeAgain(stored))
                {
                    progress.Say($"dustwatch: warning: point {point} was judged in another way when samples that came late were measured: what was found then stands");
                }
            });
        }
    }

    /// <summary>The records from <paramref name="first"/> to <paramref name="last"/> that are to be judged: rules are the backtest's own.</summary>
    private IEnumerable<List<LogRecord>> Read(long first, long last, int[]? numbers)
    {
        foreach (var page in log.Read(first, last))
        {
            yield return [.. page.Where(record => record is not RulesChange).Select(record => numbers is null ? record : Renumbered(record, numbers)).OfType<LogRecord>()];
        }
    }

    private static SamplesByPoint SamplesOf(HashSet<int> points, IEnumerable<List<LogRecord>> pages)
    {
        var samples = new SamplesByPoint(points.Max() + 1);
        foreach (var batch in pages.SelectMany(page => page).OfType<SampleBatch>())
        {
            foreach (ref readonly var sample in batch.Samples.Span)
            {
                if (points.Contains(sample.Point))
                {
                    samples.Add([sample]);
                }
            }
        }

        return samples;
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
