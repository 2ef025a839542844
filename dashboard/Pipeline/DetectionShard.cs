using System.Buffers;
using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Backends;
using DustWatch.Dashboard.Monitoring;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>
/// One shard of detection: the log's records in, transitions into the ledger, and from there to people. After a stop it goes on from its newest
/// checkpoint at or before what the ledger holds; what lies between is judged again without output and compared.
/// </summary>
internal sealed class DetectionShard(
    int shard,
    ISampleLog log,
    IAlertLedger ledger,
    Checkpoints checkpoints,
    Commits commits,
    RecentSamples recent,
    Repeats repeats,
    PipelineMetrics metrics,
    TimeProvider clock,
    ILogger logger)
{
    private readonly Lock _gate = new(); // the detector is the consumer's; a question from the page takes its turn here
    private readonly Findings _found = new();
    private readonly LogConsumer _consumer = new($"detect-{shard}", log);
    private Detector _detector = new(Registry.Empty, rules: null, new Instant(0), shard, Limits.DetectionShards);
    private Registry _registry = Registry.Empty;
    private RuleSet? _rules; // null: each point's default rules
    private Instant? _checkpointAt; // null until the first page

    public LogConsumer Consumer => _consumer;

    public DetectionCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return _detector.Counts;
            }
        }
    }

    /// <summary>Runs until cancelled; saves its state when it ends in order.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var position = Restore();
        try
        {
            await _consumer.RunAsync(position, records => TakeAsync(records, cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await SaveAsync();
        }
    }

    /// <summary>Every rule's current state at a point of this shard.</summary>
    public IReadOnlyList<Exposure> ExposuresOf(int point)
    {
        lock (_gate)
        {
            return _detector.Exposures(point);
        }
    }

    private long Restore()
    {
        var checkpoint = checkpoints.LoadNewest(shard, ledger.PositionOf(shard), out var damage);
        if (damage is not null)
        {
            PipelineLog.CheckpointDamaged(logger, shard, damage);
        }

        if (checkpoint is null || log.FindRegistry(checkpoint.Position) is not { } change || !RegistryReader.TryRead(change.Json, out var registry, out _))
        {
            return 0;
        }

        var rules = log.FindRules(checkpoint.Position) is { } stored ? RulesVersion.Read(stored.Version, stored.Json).Rules : null;
        var detector = new Detector(registry, rules, new Instant(0), shard, Limits.DetectionShards);
        if (!detector.TryLoad(checkpoint.State.Span, out var fault))
        {
            PipelineLog.CheckpointRefused(logger, shard, checkpoint.Position, fault);
            return 0;
        }

        (_detector, _registry, _rules) = (detector, registry, rules);
        return checkpoint.Position;
    }

    private async ValueTask TakeAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        // Before anything is judged: a wait that is cancelled must leave the state at the position before this page.
        if (records.LastOrDefault(record => record is RegistryChange or RulesChange) is { } change)
        {
            await recent.WaitAsync(change.Position, cancellationToken);
        }

        var committed = ledger.PositionOf(shard);
        foreach (var record in records)
        {
            lock (_gate)
            {
                Judge(record);
            }

            if (_found.Repeats.Count > 0 && record.Position > committed)
            {
                repeats.List(_found.Repeats, _registry, record.At);
            }

            _found.Repeats.Clear();
            if (_found.IsEmpty)
            {
                continue;
            }

            Transition[] found = [.. _found.Transitions];
            _found.Clear();
            if (record.Position <= committed)
            {
                Compare(found, record.Position);
            }
            else
            {
                var alerts = await ledger.CommitAsync(shard, record.Position, found, _registry);
                await commits.TellAsync(alerts);
                Count(found, record);
            }
        }

        var now = records[^1].At;
        if (now - (_checkpointAt ??= now) >= (long)Limits.CheckpointPeriod.TotalMilliseconds)
        {
            _checkpointAt = now;
            await SaveAsync(records[^1].Position);
        }
    }

    private void Judge(LogRecord record)
    {
        switch (record)
        {
            case SampleBatch batch:
                _detector.OnSamples(batch.Samples.Span, batch.At, _found);
                break;
            case Tick tick:
                _detector.OnTick(tick.At, _found);
                break;
            case RegistryChange change when RegistryReader.TryRead(change.Json, out var registry, out _):
                _registry = registry;
                _detector.Change(registry, _rules, change.At, recent.Read, _found);
                break;
            case RulesChange change:
                _rules = RulesVersion.Read(change.Version, change.Json).Rules;
                _detector.Change(_registry, _rules, change.At, recent.Read, _found);
                break;
            case QuarantinedSample quarantined:
                _detector.OnQuarantined(quarantined.Sample, quarantined.At, _found);
                break;
            case RefusedValues refused:
                foreach (var (point, count) in refused.Counts.Span)
                {
                    _detector.OnRefused(point, count, refused.At);
                }

                break;
            default:
                break;
        }
    }

    private void Compare(Transition[] found, long position)
    {
        foreach (var transition in found)
        {
            if (!ledger.Holds(transition))
            {
                PipelineLog.ReplayDiffers(logger, shard, position, transition.Point, transition.Rule, transition.At.ToString());
            }
        }
    }

    private void Count(Transition[] found, LogRecord record)
    {
        var latency = TimeSpan.FromMilliseconds(Math.Max(0, Instant.Now(clock) - record.At));
        foreach (var transition in found)
        {
            metrics.Transitions.Add(transition.Rule, transition.To.NameOf());
            if (record is SampleBatch)
            {
                metrics.AlertLatency.Observe(latency);
            }
        }
    }

    private async Task SaveAsync()
    {
        if (_consumer.Position > 0)
        {
            await SaveAsync(_consumer.Position);
        }
    }

    // The ledger's position goes first: a checkpoint is read only when the ledger has reached it.
    private async Task SaveAsync(long position)
    {
        await ledger.CommitAsync(shard, position, [], _registry);
        var state = new ArrayBufferWriter<byte>();
        lock (_gate)
        {
            _detector.Save(state);
        }

        checkpoints.Save(shard, position, state.WrittenSpan);
    }
}
