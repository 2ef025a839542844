using System.Collections.Concurrent;
using DustWatch.Measurements;

namespace DustWatch.Backends.Influx;

/// <summary>
/// Sends batches, several at once, and each until the server has it. What it refuses for a line's sake is halved until the line is found; that line is set
/// aside with the reason, and its neighbours are stored. One caller sends; the rest happens on the thread pool.
/// </summary>
internal sealed class InfluxWriter : IAsyncDisposable
{
    private readonly InfluxClient _client;
    private readonly InfluxOptions _options;
    private readonly RefusedLines _refused;
    private readonly InfluxCounts _counts;
    private readonly Action<InfluxMark> _reached;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _requests; // so many more may be under way
    private readonly ConcurrentBag<LineBatch> _spare = [];
    private readonly Lock _gate = new();
    private readonly Queue<SentBatch> _sent = new(); // in their order; those that are stored wait for the ones before them
    private long _pausedUntil = long.MinValue; // clock's timestamp, ms; a server that asked to be left alone is asked by nobody

    /// <summary>Begins without a connection.</summary>
    /// <param name="client">The server.</param>
    /// <param name="options">Sizes and times.</param>
    /// <param name="refused">Takes what cannot be stored.</param>
    /// <param name="counts">Told of everything.</param>
    /// <param name="reached">Told, one after the other, of the mark up to which everything is stored.</param>
    /// <param name="clock">For time-outs and waits.</param>
    public InfluxWriter(InfluxClient client, InfluxOptions options, RefusedLines refused, InfluxCounts counts, Action<InfluxMark> reached, TimeProvider clock)
    {
        (_client, _options, _refused, _counts, _reached, _clock) = (client, options, refused, counts, reached, clock);
        _requests = new SemaphoreSlim(options.InFlightMaximum);
    }

    /// <summary>An empty batch.</summary>
    public LineBatch Rent() => _spare.TryTake(out var batch) ? batch : new LineBatch(_options.BatchBytesMaximum + (_options.BatchBytesMaximum / 16));

    /// <summary>Sends a batch, as soon as there is room for one more under way. It is the writer's from then on.</summary>
    /// <param name="batch">May be empty: then only the mark is reached, in its turn.</param>
    /// <param name="mark">What is stored once this batch and those before it are.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    /// <exception cref="Exception">An earlier one failed: our own mistake, or a disk that refuses what is set aside.</exception>
    public async ValueTask SendAsync(LineBatch batch, InfluxMark mark, CancellationToken cancellationToken)
    {
        await Oldest().WaitAsync(cancellationToken);
        await _requests.WaitAsync(cancellationToken);
        lock (_gate)
        {
            var sent = new SentBatch(mark);
            sent.Task = Task.Run(() => StoreInTurnAsync(batch, sent), CancellationToken.None);
            _sent.Enqueue(sent);
        }
    }

    /// <summary>Waits until everything that was sent is stored.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        Task[] all;
        lock (_gate)
        {
            all = [.. _sent.Select(batch => batch.Task)];
        }

        await Task.WhenAll(all).WaitAsync(cancellationToken);
    }

    /// <summary>Gives up what is under way: it is in the log, and sent again after the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await DrainAsync(CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            // As wanted.
        }

        _stopping.Dispose();
        _requests.Dispose();
    }

    // What has to end before another is sent: the first, when it has failed or too many are sent after it.
    private Task Oldest()
    {
        lock (_gate)
        {
            return _sent.TryPeek(out var first) && (first.Task.IsFaulted || _sent.Count > _options.OvertakingMaximum) ? first.Task : Task.CompletedTask;
        }
    }

    private async Task StoreInTurnAsync(LineBatch batch, SentBatch sent)
    {
        try
        {
            await StoreAsync(batch);
        }
        finally
        {
            batch.Turn?.Release(); // whoever waits for it waits for nothing else
            _requests.Release();
        }

        batch.Clear();
        _spare.Add(batch);
        sent.IsStored = true;
        Advance();
    }

    private void Advance()
    {
        lock (_gate)
        {
            InfluxMark? mark = null;
            while (_sent.TryPeek(out var first) && first.IsStored)
            {
                mark = _sent.Dequeue().Mark;
            }

            if (mark is { } reached)
            {
                _reached(reached);
            }
        }
    }

    private async Task StoreAsync(LineBatch batch)
    {
        var refused = new List<(ReadOnlyMemory<byte> Lines, string Reason)>();
        for (var failures = 1; batch.Lines > 0; failures++)
        {
            refused.Clear();
            await DeliverAsync(batch.Text, batch.Lines, refused);
            if (refused.Count == 0 || _counts.HasStored)
            {
                break;
            }

            // A server that has never taken a line does not refuse this one for its own sake: something in the settings is not right.
            await WaitAsync(new WriteAnswer(WriteOutcome.Misconfigured, "400", $"It has not taken a single line yet: {refused[0].Reason}"), failures);
        }

        foreach (var (lines, reason) in refused)
        {
            SetAside(lines, reason);
        }
    }

    private async Task DeliverAsync(ReadOnlyMemory<byte> text, int lines, List<(ReadOnlyMemory<byte> Lines, string Reason)> refused)
    {
        var body = _client.BodyOf(text);
        for (var failures = 1; ; failures++)
        {
            await PauseAsync();
            var answer = await _client.WriteAsync(body, _stopping.Token);
            switch (answer.Outcome)
            {
                case WriteOutcome.Stored:
                    _counts.Take(lines);
                    return;
                case WriteOutcome.LinesRefused when answer.Dropped == lines:
                    SetAside(text, answer.Reason); // none of them: halving would find each one by itself
                    return;
                case WriteOutcome.LinesRefused or WriteOutcome.TooLarge when lines > 1:
                    var (middle, half) = Halve(text.Span, lines);
                    await DeliverAsync(text[..middle], half, refused);
                    await DeliverAsync(text[middle..], lines - half, refused);
                    return;
                case WriteOutcome.LinesRefused or WriteOutcome.TooLarge:
                    refused.Add((text, answer.Reason));
                    return;
                default:
                    await WaitAsync(answer, failures);
                    break;
            }
        }
    }

    private void SetAside(ReadOnlyMemory<byte> lines, string reason)
    {
        _refused.Add(lines.Span, reason, Instant.Now(_clock));
        _counts.Refuse(lines.Span.Count((byte)'\n'), reason);
    }

    private async Task WaitAsync(WriteAnswer answer, int failures)
    {
        _counts.Retry(answer.Cause, answer.Reason, Instant.Now(_clock));
        var wait = Backoff.After(failures, answer.RetryAfter, Random.Shared.NextDouble());
        if (answer.RetryAfter is not null)
        {
            lock (_gate)
            {
                _pausedUntil = Math.Max(_pausedUntil, Milliseconds + (long)wait.TotalMilliseconds);
            }
        }
        else
        {
            await Task.Delay(wait, _clock, _stopping.Token);
        }
    }

    private async Task PauseAsync()
    {
        while (true)
        {
            long left;
            lock (_gate)
            {
                left = _pausedUntil == long.MinValue ? 0 : _pausedUntil - Milliseconds;
            }

            if (left <= 0)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(left), _clock, _stopping.Token);
        }
    }

    private long Milliseconds => (long)(_clock.GetTimestamp() * (1000.0 / _clock.TimestampFrequency));

    // The lines nearest to the middle, by bytes: each half holds at least one.
    private static (int Middle, int Lines) Halve(ReadOnlySpan<byte> text, int lines)
    {
        var end = text[..(text.Length / 2)].LastIndexOf((byte)'\n');
        var middle = end >= 0 ? end + 1 : text.IndexOf((byte)'\n') + 1;
        var half = text[..middle].Count((byte)'\n');
        return half < lines ? (middle, half) : throw new System.Diagnostics.UnreachableException($"{lines} lines have no middle.");
    }

    private sealed class SentBatch(InfluxMark mark)
    {
        public InfluxMark Mark { get; } = mark;

        public Task Task { get; set; } = Task.CompletedTask;

        public bool IsStored { get; set; }
    }
}
