using System.Buffers;
using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Backends;
using DustWatch.Dashboard.Monitoring;
using DustWatch.Ingest.History;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>
/// One shard of detection: the log's records in, transitions into the ledger, and from there to people. After a stop it goes on from its newest
/// checkpoint at or before what the ledger holds; what lies between is judged again without output and compared. Between two pages, points with late
/// samples are judged again.
/// </summary>
internal sealed class DetectionShard(
    int shard,
    ISampleLog log,
    IAlertLedger ledger,
    Checkpoints checkpoints,
    IHistory history,
    LogConsumer historyConsumer,
    ReevaluationPace pace,
    long lateHorizonMilliseconds,
    Commits commits,
    RecentSamples recent,
    Repeats repeats,
    PipelineMetrics metrics,
    StoreRetries retries,
    TimeProvider clock,
    ILogger logger)
{
    private const string LedgerName = "ledger";
    private const string CheckpointsName = "checkpoints";

    private readonly Lock _gate = new(); // the detector is the consumer's; a question from the page takes its turn here
    private readonly Findings _found = new();
    private readonly LogConsumer _consumer = new($"detect-{shard}", log);
    private readonly Reevaluation _reevaluation = new(new ShardPast(shard, log, ledger, checkpoints, history));
    private ShardDetector _judging = new(new Detector(Registry.Empty, rules: null, new Instant(0), shard, Limits.DetectionShards), Registry.Empty, rules: null);
    private Instant? _checkpointAt; // null until the first page
    private Task _saving = Task.CompletedTask; // of the newest checkpoint or snapshot: it is written, and on its way to the disk
    private Instant? _snapshotAt; // null until the first page
    private long _comparedAfter; // log position
    private bool _isInPage; // the state is past the consumer's position: no checkpoint of it may be kept
    private bool _isChanged; // the registry, since the last page

    public LogConsumer Consumer => _consumer;

    public DetectionCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return _judging.Detector.Counts;
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
            if (!_isInPage)
            {
                await SaveAsync();
            }
        }
        finally
        {
            await _saving;
        }
    }

    /// <summary>Every rule's current state at a point of this shard.</summary>
    public IReadOnlyList<Exposure> ExposuresOf(int point)
    {
        lock (_gate)
        {
            return _judging.Detector.Exposures(point);
        }
    }

    private long Restore()
    {
        var checkpoint = checkpoints.LoadNewest(shard, ledger.PositionOf(shard), out var damage);
        if (damage is not null)
        {
            PipelineLog.CheckpointDamaged(logger, shard, damage);
        }

        var fault = default(string);
        var loaded = checkpoint is null ? null : ShardPast.Load(shard, checkpoint, log, out fault);
        if (checkpoint is not null && loaded is null)
        {
            PipelineLog.CheckpointRefused(logger, shard, checkpoint.Position, fault);
        }

        var (position, cut) = (loaded is null ? 0 : checkpoint?.Position ?? 0, log.First - 1);
        if (loaded is null && cut > 0)
        {
            loaded = ShardPast.Begin(shard, cut, log);
            _comparedAfter = ledger.PositionOf(shard);
            PipelineLog.StartsAtCut(logger, shard, cut, _comparedAfter);
        }

        _judging = loaded ?? _judging;
        position = Math.Max(position, cut);
        checkpoints.DeleteSnapshotsAfter(shard, position);
        return position;
    }

    private async ValueTask TakeAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        // Before anything is judged: a wait that is cancelled must leave the state at the position before this page.
        if (records.LastOrDefault(record => record is RegistryChange or RulesChange) is { } change)
        {
            _isChanged = true;
            await recent.WaitAsync(change.Position, cancellationToken);
        }

        _isInPage = true;
        var committed = ledger.PositionOf(shard);
        foreach (var record in records)
        {
            lock (_gate)
            {
                _judging.Judge(record, recent.Read, _found);
            }

            if (_found.Repeats.Count > 0 && record.Position > committed)
            {
                repeats.List(_found.Repeats, _judging.Registry, record.At);
            }

            _found.Repeats.Clear();
            if (_found.IsEmpty)
            {
                continue;
            }

            Transition[] found = [.. _found.Transitions];
            Verdict[] verdicts = [.. _found.Verdicts];
            _found.Clear();
            if (record.Position <= committed)
            {
                Compare(found, record.Position);
            }
            else if (found.Length > 0 || verdicts.Length > 0)
            {
                var alerts = await retries.RunAsync(LedgerName, () => ledger.CommitAsync(shard, record.Position, found, _judging.Registry, verdicts), cancellationToken);
                await commits.TellAsync(alerts);
                Count(found, record);
            }
        }

        if (records[^1].Position >= committed)
        {
            await ReevaluateAsync(records[^1].Position, cancellationToken);
        }

        var now = records[^1].At;
        await SaveSnapshotWhenDueAsync(records[^1].Position, now);
        var period = log.Room.Refusal is null ? Limits.CheckpointPeriod : Limits.CheckpointPeriodWhenFull;
        _checkpointAt ??= now.Plus(-(long)(Limits.CheckpointPeriod.TotalMilliseconds * shard / Limits.DetectionShards)); // one shard after the other
        var left = (long)period.TotalMilliseconds - (now - _checkpointAt.Value);
        if (left <= 0 && _saving.IsCompleted)
        {
            _checkpointAt = now;
            await SaveAsync(records[^1].Position);
        }
        else
        {
            PrepareToSave(left);
        }

        _isInPage = false;
    }

    private void Compare(Transition[] found, long position)
    {
        if (position <= _comparedAfter)
        {
            return; // nothing is known of what led to it
        }

        // A point that is due has perhaps been judged again before the stop: what it comes to is found when that is done once more.
        var late = _judging.Detector.Late.Select(sample => _judging.Registry.Points[sample.Point].Id).ToHashSet(StringComparer.Ordinal);
        foreach (var transition in found)
        {
            if (!late.Contains(transition.Point) && !ledger.Holds(transition))
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

    /// <summary>Judges the late points again whose turn it is, when the history holds what has been judged.</summary>
    private async Task ReevaluateAsync(long position, CancellationToken cancellationToken)
    {
        if (position - historyConsumer.Position > Limits.ReevaluationLagRecordsMaximum || pace.Begin(_judging.Detector.Late) is not { Count: > 0 } due)
        {
            return;
        }

        var took = TimeSpan.Zero;
        try
        {
            await historyConsumer.ReachedAsync(position, cancellationToken);
            await _saving; // it forgets files
            var began = clock.GetTimestamp();
            var revisions = _reevaluation.Judge(_judging.Detector, due);
            var alerts = new List<Alert>();
            foreach (var revision in revisions)
            {
                alerts.AddRange(revision.IsEmpty ? [] : await retries.RunAsync(LedgerName, () => ledger.ReviseAsync(shard, position, revision, _judging.Registry), cancellationToken));
            }

            // What is judged from here on rests on it: a crash goes on from here, or does it again.
            Take(due, revisions);
            await SaveAsync(position);
            await _saving;
            took = clock.GetElapsedTime(began);
            PipelineLog.Reevaluated(
                logger, shard, due.Count, position, (long)took.TotalMilliseconds, revisions.Sum(r => r.Transitions.Count), revisions.Sum(r => r.Verdicts.Count), alerts.Count);
            await commits.TellAsync(alerts);
        }
        finally
        {
            pace.End(due, took);
        }
    }

    private void Take(IReadOnlyList<LateSample> due, IReadOnlyList<PointRevision> revisions)
    {
        lock (_gate)
        {
            foreach (var standing in _judging.Take(due, revisions))
            {
                PipelineLog.LateBeforeChange(logger, standing.Point);
            }
        }
    }

    // After a change of the registry too: what was judged in another way before it cannot be gone on from.
    private async Task SaveSnapshotWhenDueAsync(long position, Instant now)
    {
        _snapshotAt ??= checkpoints.NewestSnapshotAt(shard) ?? now;
        if (!_isChanged && now - _snapshotAt.Value < (long)Limits.SnapshotPeriod.TotalMilliseconds)
        {
            return;
        }

        (_snapshotAt, _isChanged) = (now, false);
        await _saving;
        _saving = retries.TryRunAsync(CheckpointsName, () => checkpoints.SaveSnapshotAsync(shard, position, now, now.Plus(-lateHorizonMilliseconds - (long)Limits.SnapshotMargin.TotalMilliseconds), WriteState));
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
        try
        {
            await ledger.CommitAsync(shard, position, [], _judging.Registry);
        }
        catch (IOException exception)
        {
            retries.Note(LedgerName, exception);
            return;
        }

        await _saving;
        _saving = retries.TryRunAsync(CheckpointsName, () => checkpoints.SaveAsync(shard, position, WriteState)); // the next one does as well
    }

    // Little by little, so that alerts wait for the copy of the state alone.
    private void PrepareToSave(long left)
    {
        var share = 1 - (left / Limits.CheckpointPreparation.TotalMilliseconds);
        if (share > 0)
        {
            lock (_gate)
            {
                _judging.Detector.PrepareToSave(Math.Min(share, 1));
            }
        }
    }

    private void WriteState(IBufferWriter<byte> output)
    {
        lock (_gate)
        {
            _judging.Detector.Save(output);
        }
    }
}
