using DustWatch.Alerting.Book;
using DustWatch.Ingest.History;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Backends.Influx;

/// <summary>Records of the log, in order, into lines and on their way. One caller.</summary>
/// <param name="options">Sizes of batches.</param>
/// <param name="near">Says which of two samples of one time stands, and what the summaries are: it holds every record before it is taken here.</param>
/// <param name="ledger">Whose transitions and verdicts go with it; null for none.</param>
/// <param name="registryAt">The registry that held at a position of the log.</param>
/// <param name="start">What was taken before.</param>
/// <param name="writer">Sends; of this lane alone.</param>
/// <param name="turn">Held by whoever has lines under way that replace others; of all lanes together.</param>
/// <param name="newest">Of the lane that ended at <paramref name="start"/>; null when there was none.</param>
internal sealed class InfluxLane(
    InfluxOptions options,
    IHistoryReader near,
    IAlertLedger? ledger,
    Func<long, Registry> registryAt,
    InfluxMark start,
    InfluxWriter writer,
    SemaphoreSlim turn,
    NewestTimes? newest = null)
{
    private const int LedgerEntriesMaximum = 1_000;

    private readonly Summaries _summaries = new(near);
    private readonly StandingSamples _standing = new(near);
    private LineBatch _batch = writer.Rent();
    private InfluxMark _taken = start;
    private InfluxMark _settled = start; // up to here nothing but what is in the batches is to be written
    private Registry? _registry; // null until the first record
    private SampleLines _lines = new(Registry.Empty);

    /// <summary>Up to here everything was taken.</summary>
    public InfluxMark Taken => _taken;

    /// <summary>The newest of all that was taken, for whoever goes on from here.</summary>
    public NewestTimes Newest { get; } = newest ?? new NewestTimes(near, isFromBeginning: start.Position == 0);

    private bool IsFull => _batch.Lines >= options.BatchLinesMaximum || _batch.Length >= options.BatchBytesMaximum;

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
                Use(registryAt(_taken.Position));
                var startedAt = _taken.At == 0 ? record.At : new Instant(_taken.At);
                Newest.Start(startedAt);
                if (_taken.Position > 0)
                {
                    _summaries.Start(startedAt, Newest); // else nothing was before, and nothing was open
                }
            }

            switch (record)
            {
                case SampleBatch batch:
                    await TakeAsync(batch, cancellationToken);
                    break;
                case RegistryChange change when RegistryReader.TryRead(change.Json, out var registry, out _):
                    Use(registry);
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

    /// <summary>Sends what was taken and all summaries that are due, and waits until the server has it: nothing of this lane is left.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        var now = new Instant(_taken.At);
        await SendAsync(cancellationToken);
        while (_summaries.IsDue(now))
        {
            await turn.WaitAsync(cancellationToken);
            _batch.Turn = turn;
            _batch.Count(_summaries.Write(now, _batch), now);
            Settle(now);
            await SendAsync(cancellationToken);
        }

        await writer.DrainAsync(cancellationToken);
    }

    private void Use(Registry registry)
    {
        _registry = registry;
        _lines = new SampleLines(registry);
        _summaries.Use(registry);
        Newest.Use(registry);
    }

    private async ValueTask TakeAsync(SampleBatch batch, CancellationToken cancellationToken)
    {
        for (var next = 0; next < batch.Samples.Length;)
        {
            next = Encode(batch.Samples.Span, next, batch.At);
            if (IsFull)
            {
                await SendAsync(cancellationToken);
            }
        }
    }

    private int Encode(ReadOnlySpan<Sample> samples, int first, Instant at)
    {
        var next = first;
        for (; next < samples.Length && !IsFull; next++)
        {
            ref readonly var sample = ref samples[next];
            if (!Newest.Has(sample))
            {
                continue; // of no registry: cannot be, and has no name to be written under
            }

            var before = Newest.Take(sample);
            _lines.TryWrite(sample.Time.Milliseconds > before ? sample : _standing.Of(sample), _batch); // of two of one time the first stands, and InfluxDB would keep the last
            _batch.Count(1, at);
            _summaries.Mark(sample, before);
        }

        return next;
    }

    private async ValueTask SendWhenDueAsync(Instant now, CancellationToken cancellationToken)
    {
        Rewrite(now);
        Settle(now);
        if (_batch.Lines == 0 || IsFull || now - _batch.StartedAt >= (long)options.BatchAgeMaximum.TotalMilliseconds)
        {
            await SendAsync(cancellationToken);
        }
    }

    // When it is somebody else's turn, what is due waits for the next page.
    private void Rewrite(Instant now)
    {
        if (_registry is null || (_batch.Turn is null && !turn.Wait(0)))
        {
            return;
        }

        var lines = _summaries.Write(now, _batch) + TakeLedger(_registry);
        _batch.Count(lines, now);
        _batch.Turn ??= lines > 0 ? turn : null;
        if (_batch.Turn is null)
        {
            turn.Release();
        }
    }

    // After a stop, summaries that were due and not written would be made by nobody: the records that made them due are taken again.
    private void Settle(Instant now) => _settled = _summaries.IsDue(now) ? _settled : _taken;

    private int TakeLedger(Registry registry)
    {
        var lines = 0;
        var head = ledger is null ? 0 : Math.Min(ledger.Head, _taken.Ledger + LedgerEntriesMaximum);
        while (_taken.Ledger < head && ledger?.FindEntry(_taken.Ledger + 1) is { } entry)
        {
            lines += LedgerLines.TryWrite(entry, registry, _batch) ? 1 : 0;
            _taken = _taken with { Ledger = entry.Seq };
        }

        return lines;
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        var batch = _batch;
        await writer.SendAsync(batch, _settled, cancellationToken);
        _batch = writer.Rent();
    }
}
