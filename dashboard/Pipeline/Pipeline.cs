using DustWatch.Alerting.Book;
using DustWatch.Backends;
using DustWatch.Dashboard.Configuration;
using DustWatch.Dashboard.Monitoring;
using DustWatch.Dashboard.Push;
using DustWatch.Ingest.Diagnostics;
using DustWatch.Ingest.Endpoints;
using DustWatch.Ingest.Log;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>
/// The whole path, top to bottom: endpoint or external broker → decoder and validation → log; and from the log, each with a position of its own, detection → ledger →
/// hub, history, live view. Ticks come from here.
/// </summary>
internal sealed class Pipeline : IAsyncDisposable
{
    private readonly Installation _installation;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly LiveView _live;
    private readonly PipelineMetrics _metrics;
    private readonly StoreRetries _retries;
    private readonly LogConsumer _historyConsumer;
    private readonly LogConsumer _liveConsumer;
    private long _liveFrom; // the board's first record is after it
    private long _restoredTo; // up to here they are of the time before the start
    private readonly IReadOnlyList<DetectionShard> _shards;
    private readonly IReadOnlyList<(string Name, Func<CancellationToken, Task> RunAsync)> _loops;
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public Pipeline(Installation installation, Settings settings, LiveView live, Commits commits, LivePush push, HubConnections connections, Exposures exposures, PipelineMetrics metrics, StoreRetries retries, TimeProvider clock, ILogger<Pipeline> logger)
    {
        (_installation, _clock, _logger, _live, _metrics, _retries) = (installation, clock, logger, live, metrics, retries);
        var (log, ledger) = (installation.Log, installation.Ledger);

        Intake = new SampleIntake(installation.Registry.Current, new IntakeOptions(settings.LateHorizonMilliseconds), Diagnostics);
        Mqtt = new MqttIntake(Intake, log, installation, new MqttIntakeOptions(settings.AllowAnonymous, settings.TakesDeviceTokens), clock);
        Brokers = [.. settings.Brokers.OptionsOf(installation.Folder).Select(options => new Broker(options, Intake, log, clock, new Random()))];

        var checkpoints = new Checkpoints(installation.Folder.Checkpoints);
        checkpoints.DeleteUnfinished();
        var pace = new ReevaluationPace(clock);
        _historyConsumer = new LogConsumer("history", log);
        var recent = new RecentSamples(installation.UndamagedHistory, installation.StoredSeries, _historyConsumer);
        var repeats = new Repeats(Diagnostics);
        _shards = [.. Enumerable.Range(0, Limits.DetectionShards).Select(shard => new DetectionShard(
            shard, log, ledger, checkpoints, installation.NearHistory, _historyConsumer, pace, settings.LateHorizonMilliseconds, commits, recent, repeats, metrics, retries, clock, logger))];
        exposures.Shards = _shards;
        _liveConsumer = new LogConsumer("live", log);
        var stale = new StaleWatch(ledger, installation.Registry, live, commits, clock);
        var release = new LogRelease(installation, checkpoints, () => Consumers, clock, logger);
        _loops =
        [
            .. _shards.Select(s => (s.Consumer.Name, (Func<CancellationToken, Task>)s.RunAsync)),
            ("history", RunHistoryAsync),
            .. installation.Influx is null ? [] : new[] { ("influx", (Func<CancellationToken, Task>)RunInfluxAsync) },
            ("live", RunLiveAsync),
            ("ticks", RunTicksAsync),
            ("push", push.RunAsync),
            ("rights", connections.RunAsync),
            ("stale", token => stale.RunAsync(retries, token)),
            ("release", release.RunAsync),
        ];
    }

    public IntakeDiagnostics Diagnostics { get; } = new();

    public SampleIntake Intake { get; }

    public MqttIntake Mqtt { get; }

    /// <summary>External brokers that samples are taken from.</summary>
    public IReadOnlyList<Broker> Brokers { get; }

    /// <summary>Whether a loop has failed, so that the process had to stop.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Every reader of the log and the last record that it has done with, for metrics and readiness.</summary>
    public IReadOnlyList<(string Name, long Position)> Consumers =>
    [
        .. _shards.Select(s => s.Consumer).Append(_historyConsumer).Append(_liveConsumer).Select(c => (c.Name, c.Position)),
        .. _installation.Influx is { } influx ? [("influx", influx.Position)] : Array.Empty<(string, long)>(),
    ];

    public long SamplesJudged => _shards.Sum(s => s.Counts.Samples);

    public long SamplesLate => _shards.Sum(s => s.Counts.Late);

    /// <summary>Values refused for <paramref name="reason"/>: before the acknowledgement, or, as repeats are, found by detection after it.</summary>
    public long Refused(RejectReason reason) => reason switch
    {
        RejectReason.Duplicate => _shards.Sum(s => s.Counts.Duplicates),
        RejectReason.Conflict => _shards.Sum(s => s.Counts.Conflicts),
        _ => Diagnostics.Refused(reason),
    };

    /// <summary>Starts every loop. When one fails, <paramref name="stop"/> is called: the process ends rather than go on with a part missing.</summary>
    public void Start(Action stop)
    {
        _installation.DamagePassedOver += damage => PipelineLog.DamagePassedOver(_logger, damage);
        RestoreLiveView();
        if (_installation.Repair is { } repair)
        {
            PipelineLog.Repaired(_logger, repair);
        }

        if (_installation.Influx is { } influx)
        {
            ArchiveLog.Follow(influx.Counts, _logger, _clock);
        }

        _installation.LogCommitted += _metrics.LogAppend.Observe;
        Mqtt.StatusSaid += (point, isOnline) => _live.TakeStatus(point, isOnline, Instant.Now(_clock));
        _installation.RegistryChanged += Intake.Use;
        _installation.DeviceChanged += Mqtt.Disconnect;
        foreach (var broker in Brokers)
        {
            StartBroker(broker);
        }

        _running = Task.WhenAll(_loops.Select(loop => GuardAsync(loop.Name, loop.RunAsync, stop)));
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Brokers.Select(b => b.DisposeAsync().AsTask()));
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private void StartBroker(Broker broker)
    {
        var wasConnected = true; // so that the first failure is told, and not each of its repetitions
        broker.StatusSaid += (point, isOnline) => _live.TakeStatus(point, isOnline, Instant.Now(_clock));
        broker.StateChanged += state =>
        {
            if (state.IsConnected)
            {
                PipelineLog.BrokerConnected(_logger, broker.Name);
            }
            else if (wasConnected)
            {
                PipelineLog.BrokerLost(_logger, broker.Name, state.Reason);
            }

            wasConnected = state.IsConnected;
        };
        broker.Start();
    }

    private async Task GuardAsync(string name, Func<CancellationToken, Task> runAsync, Action stop)
    {
        try
        {
            await Task.Yield();
            await runAsync(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            HasFailed = true;
            PipelineLog.LoopFailed(_logger, exception, name);
            stop();
        }
    }

    private Task RunHistoryAsync(CancellationToken cancellationToken)
    {
        var position = _installation.NearHistory.Position;
        return _historyConsumer.RunAsync(Math.Max(position, TellCut(_historyConsumer.Name, position)), records => WriteHistoryAsync(records, cancellationToken), cancellationToken);
    }

    private async ValueTask WriteHistoryAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken) => await _retries.RunAsync(
        "history",
        async () =>
        {
            await _installation.NearHistory.WriteAsync(records, cancellationToken);
            return true;
        },
        cancellationToken);

    // Behind the near history, which knows which of two samples of one time stands.
    private Task RunInfluxAsync(CancellationToken cancellationToken)
    {
        var influx = _installation.Influx ?? throw new System.Diagnostics.UnreachableException("The loop runs only with an archive.");
        TellCut("influx", influx.Position);
        return influx.RunAsync(_installation.Log, _historyConsumer.ReachedAsync, cancellationToken);
    }

    /// <summary>Where the log was cut, with a warning when a reader of it stands before.</summary>
    private long TellCut(string consumer, long position)
    {
        var cut = _installation.Log.First - 1;
        if (position < cut)
        {
            PipelineLog.ConsumerBeforeCut(_logger, consumer, position, cut);
        }

        return cut;
    }

    private Task RunLiveAsync(CancellationToken cancellationToken) => _liveConsumer.RunAsync(_liveFrom, TakeLive, cancellationToken);

    private ValueTask TakeLive(IReadOnlyList<LogRecord> records)
    {
        foreach (var batch in records.TakeWhile(record => record.Position <= _restoredTo).OfType<SampleBatch>())
        {
            foreach (ref readonly var sample in batch.Samples.Span)
            {
                _live.Restore(sample);
            }
        }

        if (records[^1].Position > _restoredTo)
        {
            _live.Take(records[0].Position > _restoredTo ? records : [.. records.SkipWhile(record => record.Position <= _restoredTo)]);
        }

        return ValueTask.CompletedTask;
    }

    private async Task RunTicksAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Limits.TickPeriod, _clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var refused = Intake.RefusedOfPoints.TakeAll();
            var refusal = refused.Length == 0 ? Task.CompletedTask : _installation.Log.RefuseAsync(refused).AsTask();
            try
            {
                await Task.WhenAll(refusal, _installation.Log.TickAsync().AsTask());
                _retries.NoteWhole("log");
            }
            catch (IOException exception)
            {
                _retries.Note("log", exception); // the next tick tries again; what was refused meanwhile is not counted
            }
        }
    }

    // What was seen before the stop stands on the board again, as offline until it sends. What a crash took from the history the log gives again.
    private void RestoreLiveView()
    {
        var log = _installation.Log;
        _restoredTo = log.End;
        _liveFrom = Math.Max(Math.Max(_installation.NearHistory.Position, log.End - Limits.LiveRecordsAgainMaximum), log.First - 1);
        var now = Instant.Now(_clock);
        foreach (var (point, quantity) in _installation.StoredSeries())
        {
            if (point < _installation.Registry.Current.Points.Count && _installation.UndamagedHistory.FindLast(point, quantity, now.Plus(IntakeOptions.FutureMillisecondsMaximum)) is { } sample)
            {
                _live.Restore(sample);
            }
        }

        _live.Take(_installation.Ledger.Read(AlertFilter.AllActive));
    }
}
