using DustWatch.Alerting.Book;
using DustWatch.Ingest.History;
using DustWatch.Ingest.Log;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Backends.Influx;

/// <summary>
/// The history in an InfluxDB: stored from the log and forwarded, with a durable mark, so that a server that is down costs nothing but time. What is written is
/// the same however often it is written. One caller writes; any thread reads.
/// </summary>
public sealed class InfluxHistory : IHistory
{
    private const int LedgerEntriesMaximum = 1_000;
    private static readonly TimeSpan MarkPeriod = TimeSpan.FromSeconds(1);

    private readonly InfluxOptions _options;
    private readonly IHistory _near;
    private readonly IAlertLedger? _ledger;
    private readonly Func<Registry> _current;
    private readonly Func<long, Registry> _registryAt;
    private readonly TimeProvider _clock;
    private readonly InfluxClient _client;
    private readonly InfluxReader _reader;
    private readonly InfluxWriter _writer;
    private readonly InfluxMarkFile _file;
    private readonly Summaries _summaries;
    private readonly Lock _gate = new();
    private InfluxMark _stored;
    private long _savedAt; // clock's timestamp
    private LineBatch _batch;
    private InfluxMark _taken;
    private Registry? _registry; // null until the first record
    private SampleLines _lines;
    private long[] _newest = []; // [series], time of the newest sample taken, ms
    private Instant _startedAt; // the log's time at the mark

    /// <summary>Reads the mark of <paramref name="options"/>' server, and connects to nothing yet.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="folder">Of the mark and of what the server refuses.</param>
    /// <param name="near">Says which of two samples of one time stands, and what the summaries are: it holds every record before it is taken here.</param>
    /// <param name="ledger">Whose transitions and verdicts are forwarded too; null for none.</param>
    /// <param name="current">The registry that holds now, for readers.</param>
    /// <param name="registryAt">The registry that held at a position of the log.</param>
    /// <param name="clock">For time-outs and waits.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public InfluxHistory(InfluxOptions options, string folder, IHistory near, IAlertLedger? ledger, Func<Registry> current, Func<long, Registry> registryAt, TimeProvider clock)
    {
        (_options, _near, _ledger, _current, _registryAt, _clock) = (options, near, ledger, current, registryAt, clock);
        _file = new InfluxMarkFile(Path.Combine(folder, "influx.mark"), options.ToString());
        _taken = _stored = _file.Read();
        _savedAt = clock.GetTimestamp();
        _client = new InfluxClient(options, clock);
        _reader = new InfluxReader(_client);
        _writer = new InfluxWriter(_client, options, new RefusedLines(Path.Combine(folder, "influx.refused")), Counts, Reach, clock);
        _summaries = new Summaries(near);
        _lines = new SampleLines(Registry.Empty);
        _batch = _writer.Rent();
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
                return _stored.Position;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>Waits until the server has everything, however long it takes.</remarks>
    public async ValueTask WriteAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        await TakeAsync(records, cancellationToken);
        await FlushAsync(cancellationToken);
    }

    /// <summary>Takes records that the near history holds; waits only while as much as may be is under way. Those that were taken before are passed over.</summary>
    public async ValueTask TakeAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            if (record.Position <= _taken.Position)
            {
                continue;
            }

            if (_registry is null)
            {
                Use(_registryAt(_taken.Position));
                _startedAt = _taken.Position == 0 ? record.At : new Instant(_taken.At);
                _summaries.Start(_startedAt);
            }

            switch (record)
            {
                case SampleBatch batch:
                    await TakeAsync(batch, cancellationToken);
                    break;
                case RegistryChange change when RegistryReader.TryRead(change.Json, out var registry, out _):
                    Use(registry);
                    break;
                case Tick:
                    TakeLedger(record.At);
                    break;
                default:
                    break; // leaves nothing in a history
            }

            _taken = _taken with { Position = record.Position, At = record.At.Milliseconds };
        }

        if (records.Count > 0)
        {
            await SendWhenDueAsync(records[^1].At, cancellationToken);
        }
    }

    /// <summary>Sends what was taken, waits until the server has it, and makes the mark durable.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await SendAsync(_taken, cancellationToken);
        await _writer.DrainAsync(cancellationToken);
        lock (_gate)
        {
            _file.Write(_stored);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InfluxException">The server does not answer.</exception>
    public IReadOnlyList<Sample> Read(int point, Quantity quantity, Interval span, int limit) =>
        Find(point) is { } known ? _reader.Read(known, quantity, span, limit) : [];

    /// <inheritdoc/>
    /// <exception cref="InfluxException">The server does not answer.</exception>
    public Sample? FindLast(int point, Quantity quantity, Instant time) => Find(point) is { } known ? _reader.FindLast(known, quantity, time) : null;

    /// <inheritdoc/>
    /// <remarks>From the samples themselves: InfluxQL's means know nothing of what a sample covers.</remarks>
    /// <exception cref="InfluxException">The server does not answer.</exception>
    public IReadOnlyList<HistoryStep> ReadSteps(int point, Quantity quantity, HistoryStepping stepping) =>
        HistorySteps.Compute(this.ReadAround(point, quantity, stepping), quantity, stepping);

    /// <summary>Stops sending; what the server does not have yet is sent after the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _client.Dispose();
        lock (_gate)
        {
            _file.Write(_stored);
        }
    }

    private MonitoringPoint? Find(int point)
    {
        var points = _current().Points;
        return (uint)point < (uint)points.Count ? points[point] : null;
    }

    private void Use(Registry registry)
    {
        _registry = registry;
        _lines = new SampleLines(registry);
        _summaries.Use(registry);
        var known = _newest.Length;
        Array.Resize(ref _newest, Math.Max(known, registry.Points.Count * Quantities.Count));
        Array.Fill(_newest, long.MinValue, known, _newest.Length - known);
    }

    private async ValueTask TakeAsync(SampleBatch batch, CancellationToken cancellationToken)
    {
        for (var next = 0; next < batch.Samples.Length;)
        {
            next = Encode(batch.Samples.Span, next, batch.At);
            if (IsFull)
            {
                await SendAsync(_taken, cancellationToken);
            }
        }
    }

    private bool IsFull => _batch.Lines >= _options.BatchLinesMaximum || _batch.Length >= _options.BatchBytesMaximum;

    private int Encode(ReadOnlySpan<Sample> samples, int first, Instant at)
    {
        var next = first;
        for (; next < samples.Length && !IsFull; next++)
        {
            ref readonly var sample = ref samples[next];
            var series = (sample.Point * Quantities.Count) + (int)sample.Quantity;
            if ((uint)series >= (uint)_newest.Length)
            {
                continue; // of no registry: cannot be, and has no name to be written under
            }

            var newest = NewestBefore(series, sample);
            if (sample.Time.Milliseconds > newest)
            {
                _newest[series] = sample.Time.Milliseconds;
                _lines.TryWrite(sample, _batch);
            }
            else
            {
                _lines.TryWrite(StandingFor(sample), _batch);
            }

            _batch.Count(1, at);
            _summaries.Mark(sample, newest);
        }

        return next;
    }

    // Before the start, no sample was later than the time of the log and what a clock may be ahead.
    private long NewestBefore(int series, in Sample sample)
    {
        ref var newest = ref _newest[series];
        if (newest == long.MinValue)
        {
            newest = _near.FindLast(sample.Point, sample.Quantity, _startedAt.Plus(IntakeOptions.FutureMillisecondsMaximum))?.Time.Milliseconds ?? long.MinValue;
        }

        return newest;
    }

    // Of two samples of one time the first stands, and InfluxDB would keep the last.
    private Sample StandingFor(in Sample sample) =>
        _near.Read(sample.Point, sample.Quantity, new Interval(sample.Time.Plus(-1), sample.Time), 1) is [var standing] ? standing : sample;

    private void TakeLedger(Instant at)
    {
        if (_ledger is null || _registry is null)
        {
            return;
        }

        var head = Math.Min(_ledger.Head, _taken.Ledger + LedgerEntriesMaximum);
        while (_taken.Ledger < head && _ledger.FindEntry(_taken.Ledger + 1) is { } entry)
        {
            if (LedgerLines.TryWrite(entry, _registry, _batch))
            {
                _batch.Count(1, at);
                _batch.IsRewriting = true;
            }

            _taken = _taken with { Ledger = entry.Seq };
        }
    }

    private async ValueTask SendWhenDueAsync(Instant now, CancellationToken cancellationToken)
    {
        var written = _summaries.Write(now, _batch);
        if (written > 0)
        {
            _batch.Count(written, now);
            _batch.IsRewriting = true;
        }

        if (_batch.Lines == 0 || IsFull || now - _batch.StartedAt >= (long)_options.BatchAgeMaximum.TotalMilliseconds)
        {
            await SendAsync(_taken, cancellationToken);
        }
    }

    private async ValueTask SendAsync(InfluxMark mark, CancellationToken cancellationToken)
    {
        var batch = _batch;
        await _writer.SendAsync(batch, mark, cancellationToken);
        _batch = _writer.Rent();
    }

    private void Reach(InfluxMark mark)
    {
        lock (_gate)
        {
            _stored = mark;
            if (_clock.GetElapsedTime(_savedAt) >= MarkPeriod)
            {
                _savedAt = _clock.GetTimestamp();
                _file.Write(mark);
            }
        }
    }
}
