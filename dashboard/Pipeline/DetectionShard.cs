using System.Buffers;
using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Alerting.Detection;
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
    PipelineMetrics metrics,
    TimeProvider clock,
    ILogger logger)
{
    private readonly Lock _gate = new(); // the detector is the consumer's; a question from the page takes its turn here
    private readonly Findings _found = new();
    private readonly LogConsumer _consumer = new($"detect-{shard}", log);
    private Detector _detector = new(Registry.Empty, rules: null, new Instant(0), shard, Limits.DetectionShards);
    private Registry _registry = Registry.Empty;
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
            await _consumer.RunAsync(position, TakeAsync, cancellationToken);
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

        var detector = new Detector(registry, rules: null, new Instant(0), shard, Limits.DetectionShards);
        if (!detector.TryLoad(checkpoint.State.Span, out var fault))
        {
            PipelineLog.CheckpointRefused(logger, shard, checkpoint.Position, fault);
            return 0;
        }

        (_detector, _registry) = (detector, registry);
        return checkpoint.Position;
    }

    private async ValueTask TakeAsync(IReadOnlyList<LogRecord> records)
    {
        var committed = ledger.PositionOf(shard);
        foreach (var record in records)
        {
            lock (_gate)
            {
                Judge(record);
            }

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
                _detector.Change(registry, rules: null, change.At, recent: null, _found);
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
