using DustWatch.Alerting.Book;
using DustWatch.Ingest.History;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Backends.Influx;

/// <summary>
/// The history in an InfluxDB: stored from the log and forwarded, with durable marks, so that a server that is down costs nothing but time. What is written is the
/// same however often it is written. One caller writes; any thread reads.
/// </summary>
public sealed class InfluxHistory : IHistory
{
    private const int RangesMaximum = 16; // when so many are left behind, what comes now has to wait after all
    private static readonly TimeSpan MarkPeriod = TimeSpan.FromSeconds(1);

    private readonly InfluxOptions _options;
    private readonly IHistoryReader _near;
    private readonly IAlertLedger? _ledger;
    private readonly Func<long, Registry> _registryAt;
    private readonly TimeProvider _clock;
    private readonly InfluxArchive _archive;
    private readonly RefusedLines _refused;
    private readonly InfluxMarkFile _file;
    private readonly InfluxWriter _liveWriter;
    private readonly InfluxWriter _behindWriter;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _leftBehind = new(0); // one for each range that nobody works at
    private readonly Lock _gate = new();
    private readonly List<InfluxRange> _behind; // oldest first
    private readonly Dictionary<long, NewestTimes> _newest = []; // by the end of a range that this process left behind, at its beginning
    private InfluxMark _live;
    private InfluxLane _lane;
    private long _savedAt; // clock's timestamp
    private long _savedPosition;

    /// <summary>Reads the marks of <paramref name="options"/>' server, and connects to nothing yet.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="folder">Of the marks and of what the server refuses.</param>
    /// <param name="near">Says which of two samples of one time stands, and what the summaries are: it holds every record before it is written here.</param>
    /// <param name="ledger">Whose transitions and verdicts are forwarded too; null for none.</param>
    /// <param name="current">The registry that holds now, for readers.</param>
    /// <param name="registryAt">The registry that held at a position of the log.</param>
    /// <param name="clock">For time-outs and waits.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public InfluxHistory(InfluxOptions options, string folder, IHistoryReader near, IAlertLedger? ledger, Func<Registry> current, Func<long, Registry> registryAt, TimeProvider clock)
    {
        (_options, _near, _ledger, _registryAt, _clock) = (options, near, ledger, registryAt, clock);
        _file = new InfluxMarkFile(Path.Combine(folder, InfluxMarkFile.Name), options.ToString());
        (_live, var behind) = _file.Read();
        _behind = [.. behind];
        (_savedAt, _savedPosition) = (clock.GetTimestamp(), Position);
        _archive = new InfluxArchive(options, current, clock);
        _refused = new RefusedLines(Path.Combine(folder, "influx.refused"));
        _liveWriter = new InfluxWriter(_archive.Client, options, _refused, Counts, mark => Reach(() => _live = mark), clock);
        _behindWriter = new InfluxWriter(_archive.Client, options, _refused, Counts, mark => Reach(() => _behind[0] = _behind[0] with { From = mark }), clock);
        _lane = LaneFrom(_live);
    }

    /// <summary>How writing goes.</summary>
    public InfluxCounts Counts { get; } = new();

    /// <inheritdoc/>
    public long Position
    {
        get
        {
            lock (_gate)
            {
                return _behind.Count > 0 ? _behind[0].From.Position : _live.Position;
            }
        }
    }

    /// <summary>The same as the marks on disk have it, from which a start goes on: the log may be cut up to here.</summary>
    public long SavedPosition => Interlocked.Read(ref _savedPosition);

    /// <summary>The furthest record that is stored, though some before it may not be.</summary>
    public long FurthestPosition
    {
        get
        {
            lock (_gate)
            {
                return _live.Position;
            }
        }
    }

    /// <summary>Records that were left behind and are not stored yet.</summary>
    public long BehindRecords
    {
        get
        {
            lock (_gate)
            {
                return _behind.Sum(range => range.To - range.From.Position);
            }
        }
    }

    /// <summary>Forwards the log for ever: what comes now, and beside it what was left behind, each in order. What the log no longer holds is passed over.</summary>
    /// <param name="log">The log.</param>
    /// <param name="nearHasAsync">Completes when the near history holds everything up to a position.</param>
    /// <param name="cancellationToken">The only end but a failure of our own disk.</param>
    public async Task RunAsync(ISampleLog log, Func<long, CancellationToken, Task> nearHasAsync, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        PassOver(log.First - 1);
        if (_behind.Count > 0)
        {
            _leftBehind.Release(_behind.Count);
        }

        Task[] lanes = [RunLiveAsync(log, nearHasAsync, ending.Token), RunBehindAsync(log, nearHasAsync, ending.Token)];
        var first = await Task.WhenAny(lanes);
        await ending.CancelAsync();
        await Task.WhenAll(lanes).ContinueWith(_ => { }, TaskScheduler.Default);
        await first;
    }

    /// <inheritdoc/>
    /// <remarks>Waits until the server has everything, however long it takes.</remarks>
    public async ValueTask WriteAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        await _lane.TakeAsync(records, cancellationToken);
        await _lane.FinishAsync(cancellationToken);
        Save();
    }

    /// <inheritdoc/>
    /// <exception cref="InfluxException">The server does not answer.</exception>
    public IReadOnlyList<Sample> Read(int point, Quantity quantity, Interval span, int limit) => _archive.Read(point, quantity, span, limit);

    /// <inheritdoc/>
    /// <exception cref="InfluxException">The server does not answer.</exception>
    public Sample? FindLast(int point, Quantity quantity, Instant time) => _archive.FindLast(point, quantity, time);

    /// <inheritdoc/>
    /// <exception cref="InfluxException">The server does not answer.</exception>
    public HistorySum[] ReadSums(int point, Quantity quantity, HistoryStepping stepping) => _archive.ReadSums(point, quantity, stepping);

    /// <summary>Stops sending; what the server does not have yet is sent after the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _liveWriter.DisposeAsync();
        await _behindWriter.DisposeAsync();
        await _archive.DisposeAsync();
        _leftBehind.Dispose();
        _turn.Dispose();
        Save();
    }

    private InfluxLane LaneFrom(InfluxMark mark) => new(_options, _near, _ledger, _registryAt, mark, _liveWriter, _turn);

    private async Task RunLiveAsync(ISampleLog log, Func<long, CancellationToken, Task> nearHasAsync, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (IsFarBehind(log))
            {
                await LeaveBehindAsync(log.End, cancellationToken);
            }

            await foreach (var records in log.ReadAsync(_lane.Taken.Position, cancellationToken))
            {
                await nearHasAsync(records[^1].Position, cancellationToken);
                await _lane.TakeAsync(records, cancellationToken);
                if (IsFarBehind(log))
                {
                    break;
                }
            }
        }
    }

    private bool IsFarBehind(ISampleLog log)
    {
        lock (_gate)
        {
            return log.End - _lane.Taken.Position > _options.LeftBehindRecordsMinimum && _behind.Count < RangesMaximum;
        }
    }

    // What is under way ends first, so that each mark says all of its own lane.
    private async ValueTask LeaveBehindAsync(long end, CancellationToken cancellationToken)
    {
        await _lane.FinishAsync(cancellationToken);
        lock (_gate)
        {
            _behind.Add(new InfluxRange(_lane.Taken, end));
            _newest[end] = _lane.Newest;
            _live = new InfluxMark(end, _lane.Taken.Ledger, At: 0);
            _lane = LaneFrom(_live);
        }

        Save();
        _leftBehind.Release();
    }

    private async Task RunBehindAsync(ISampleLog log, Func<long, CancellationToken, Task> nearHasAsync, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _leftBehind.WaitAsync(cancellationToken);
            var (range, newest) = First();
            var lane = new InfluxLane(_options, _near, ledger: null, _registryAt, range.From, _behindWriter, _turn, newest);
            await foreach (var page in log.ReadAsync(range.From.Position, cancellationToken))
            {
                LogRecord[] records = [.. page.TakeWhile(record => record.Position <= range.To)];
                await nearHasAsync(range.To, cancellationToken);
                await lane.TakeAsync(records, cancellationToken);
                if (page[^1].Position >= range.To)
                {
                    break;
                }
            }

            await lane.FinishAsync(cancellationToken);
            lock (_gate)
            {
                _behind.RemoveAt(0);
            }

            Save();
        }
    }

    private void PassOver(long cut)
    {
        lock (_gate)
        {
            InfluxMark Raise(InfluxMark mark) => mark.Position < cut ? mark with { Position = cut, At = 0 } : mark;
            _behind.RemoveAll(range => range.To <= cut);
            for (var i = 0; i < _behind.Count; i++)
            {
                _behind[i] = _behind[i] with { From = Raise(_behind[i].From) };
            }

            if (_live.Position < cut)
            {
                _live = Raise(_live);
                _lane = LaneFrom(_live);
            }
        }
    }

    private (InfluxRange Range, NewestTimes? Newest) First()
    {
        lock (_gate)
        {
            return (_behind[0], _newest.Remove(_behind[0].To, out var newest) ? newest : null);
        }
    }

    private void Reach(Action note)
    {
        lock (_gate)
        {
            note();
            if (_clock.GetElapsedTime(_savedAt) >= MarkPeriod)
            {
                Save();
            }
        }
    }

    private void Save()
    {
        lock (_gate)
        {
            _savedAt = _clock.GetTimestamp();
            try
            {
                _file.Write(_live, _behind);
                Interlocked.Exchange(ref _savedPosition, Position);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The next time, then: until it is saved the log keeps what it holds from the mark before, and a start goes on from there.
            }
        }
    }
}
