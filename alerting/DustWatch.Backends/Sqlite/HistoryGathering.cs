using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Gathers what has become old into chunks of the file, with summaries of them, and forgets what has become too old: a little with each write, in its transaction. The
/// writer's thread. One whose transaction was rolled back knows too much and is to be made anew.
/// </summary>
internal sealed class HistoryGathering
{
    // Each write gathers more than it brings, so that memory never fills; the constant is for what a write of a few samples finds at a border of ten minutes.
    private const int GatheredEach = 2;
    private const int GatheredMinimum = 512;
    private const int ForgottenMinimum = 64; // and as much more as is gathered: no chunk has fewer samples than one
    private const int BacklogMaximum = 32;
    private const long TidyMilliseconds = 1_000; // between two looks for what is too old or over

    private const string SelectChunk = "SELECT body, checksum FROM chunk WHERE point = ? AND quantity = ? AND start = ?";

    private const string SaveChunk =
        "INSERT INTO chunk (point, quantity, start, body, checksum) VALUES (?, ?, ?, ?, ?) "
        + "ON CONFLICT (point, quantity, start) DO UPDATE SET body = excluded.body, checksum = excluded.checksum";

    private const string ForgetChunks = "DELETE FROM chunk WHERE id IN (SELECT id FROM chunk WHERE start < ? ORDER BY start LIMIT ?)";

    private const string ForgetMinutes =
        "DELETE FROM minute WHERE (point, quantity, start) IN (SELECT point, quantity, start FROM minute WHERE start < ? ORDER BY start LIMIT ?)";

    private const string ForgetShifts =
        "DELETE FROM shift WHERE (point, quantity, start, until) IN (SELECT point, quantity, start, until FROM shift WHERE start < ? ORDER BY start LIMIT ?)";

    private const string SelectBacklog = "SELECT backlog FROM tier WHERE summed < backlog";

    private const string SelectBacklogChunks =
        "SELECT id, point, quantity, start, body, checksum FROM chunk WHERE id > (SELECT summed FROM tier) AND id <= ? ORDER BY id LIMIT ?";

    private const string SetForgotten = "UPDATE tier SET forgotten = max(forgotten, ?)";
    private const string SetBacklog = "UPDATE tier SET summed = ?";

    private readonly HistoryRetention _retention;
    private readonly UngatheredSamples _ungathered;
    private readonly HistoryReading _reading; // what is damaged must not keep what is whole from being stored
    private readonly HistorySummaries _summaries;
    private readonly List<Sample> _chunked = [];
    private Instant _tidyFrom = Instant.Never;
    private bool _hasBacklog = true; // chunks that were never summed up, as far as is known

    /// <summary>A gathering that knows nothing yet.</summary>
    /// <param name="retention">How long what is kept.</param>
    /// <param name="ungathered">What is in memory.</param>
    /// <param name="pointOf">The point of a number as the registry has it now, or null.</param>
    /// <param name="passOver">Told of what is damaged.</param>
    public HistoryGathering(HistoryRetention retention, UngatheredSamples ungathered, Func<int, MonitoringPoint?> pointOf, Action<string> passOver)
    {
        (_retention, _ungathered) = (retention, ungathered);
        _reading = new HistoryReading(ungathered, passOver);
        _summaries = new HistorySummaries(_reading, pointOf);
    }

    /// <summary>Whether there is something to do.</summary>
    /// <param name="now">Time of the log.</param>
    public bool IsDue(Instant now) => now >= _tidyFrom || _ungathered.Has(BorderAt(now));

    /// <summary>Does its share.</summary>
    /// <param name="file">In a transaction.</param>
    /// <param name="now">Time of the log.</param>
    /// <param name="written">Samples that the write brings.</param>
    public void Run(SqliteFile file, Instant now, int written)
    {
        Gather(file, BorderAt(now), GatheredMinimum + (GatheredEach * (long)written));
        if (now >= _tidyFrom)
        {
            _tidyFrom = Tidy(file, now, ForgottenMinimum + (GatheredEach * written)) ? now : now.Plus(TidyMilliseconds);
        }
    }

    /// <summary>Gathers so many samples, and a chunk more, whether it is their time or not.</summary>
    public void Gather(SqliteFile file, long samples) => Gather(file, long.MaxValue, samples);

    // Too much of what is young is better in chunks that grow than in memory.
    private long BorderAt(Instant now) => _ungathered.Bytes > _retention.UngatheredBytes ? long.MaxValue : now.Plus(-Milliseconds(_retention.Ungathered)).Milliseconds;

    // Whether there is more of it to be done at once.
    private bool Tidy(SqliteFile file, Instant now, int forgotten)
    {
        var hasMore = _hasBacklog = _hasBacklog && SumUpBacklog(file);
        hasMore |= _summaries.Run(file, HistoryChunk.StartOf(now.Plus(-Milliseconds(_retention.Ungathered))));
        var border = Forget(file, ForgetChunks, now, _retention.Raw, HistoryChunk.Milliseconds, forgotten, ref hasMore);
        if (file.Changes > 0)
        {
            file.Prepare(SetForgotten).Bind(1, border).Run();
        }

        Forget(file, ForgetMinutes, now, _retention.Minute, HistoryHour.Milliseconds, forgotten, ref hasMore);
        Forget(file, ForgetShifts, now, _retention.Shift, Milliseconds(TimeSpan.FromDays(1)), forgotten, ref hasMore);
        return hasMore;
    }

    // Some of what began before the border that it gives: so long ago that all of it is too old.
    private static long Forget(SqliteFile file, string sql, Instant now, TimeSpan kept, long length, int limit, ref bool hasMore)
    {
        var border = now.Plus(-Milliseconds(kept) - length).Milliseconds;
        file.Prepare(sql).Bind(1, border).Bind(2, limit).Run();
        hasMore |= file.Changes == limit;
        return border;
    }

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;

    private void Gather(SqliteFile file, long border, long samples)
    {
        while (samples > 0 && _ungathered.Next(border) is { } chunk)
        {
            Gather(file, chunk);
            samples -= chunk.Count;
        }
    }

    private void Gather(SqliteFile file, UngatheredChunk chunk)
    {
        _chunked.Clear();
        var isDamaged = false;
        var row = file.Prepare(SelectChunk).Bind(1, chunk.Point).Bind(2, (long)chunk.Quantity).Bind(3, chunk.Start);
        if (row.Step())
        {
            _reading.Unpack(row, 0, chunk.Start, chunk.Point, chunk.Quantity, _chunked);
            isDamaged = _reading.TakeDamage();
            if (isDamaged)
            {
                Salvage(row.Blob(0), chunk);
            }
        }

        row.Reset();
        var samples = HistoryReading.Merge(_chunked, chunk.Read(), int.MaxValue);
        if (samples.Count == _chunked.Count)
        {
            return; // all of them came twice
        }

        var (isFirstNew, isLastNew) = _chunked.Count == 0 ? (true, true) : (samples[0].Time < _chunked[0].Time, samples[^1].Time > _chunked[^1].Time);
        var body = _chunked.Count == 0 ? chunk.Pack() : HistoryChunk.Pack(chunk.Start, samples);
        file.Prepare(SaveChunk).Bind(1, chunk.Point).Bind(2, (long)chunk.Quantity).Bind(3, chunk.Start).Bind(4, body)
            .Bind(5, isDamaged ? RowChecksum.OfDamage : RowChecksum.Of(chunk.Point, chunk.Quantity, chunk.Start, chunk.Start + HistoryChunk.Milliseconds, body)).Run();
        if (isDamaged)
        {
            _summaries.Leave(chunk.Point, chunk.Quantity); // its minutes say more than what is left of its samples
        }
        else
        {
            _summaries.Take(file, chunk.Start, samples, isFirstNew, isLastNew);
        }
    }

    // What can be unpacked of a damaged chunk stays with what comes, and stays damaged: nobody is to take it for what was measured.
    private void Salvage(ReadOnlySpan<byte> body, UngatheredChunk chunk)
    {
        try
        {
            HistoryChunk.Unpack(body, chunk.Start, chunk.Point, chunk.Quantity, _chunked);
        }
        catch (InvalidDataException)
        {
            _chunked.Clear();
        }
    }

    // Chunks that a version before this one made. False when there are none left.
    private bool SumUpBacklog(SqliteFile file)
    {
        var last = file.Number(SelectBacklog);
        if (last == 0)
        {
            return false;
        }

        var done = last;
        var taken = 0;
        var chunks = file.Prepare(SelectBacklogChunks).Bind(1, last).Bind(2, BacklogMaximum);
        while (chunks.Step())
        {
            (done, taken) = (chunks.Long(0), taken + 1);
            if (!HistoryReading.CanBe(chunks.Long(1), chunks.Long(2)))
            {
                continue;
            }

            _chunked.Clear();
            _reading.Unpack(chunks, 4, chunks.Long(3), (int)chunks.Long(1), (Quantity)chunks.Long(2), _chunked);
            if (!_reading.TakeDamage())
            {
                _summaries.Take(file, chunks.Long(3), _chunked, isFirstNew: true, isLastNew: true);
            }
        }

        file.Prepare(SetBacklog).Bind(1, taken < BacklogMaximum ? last : done).Run();
        return taken == BacklogMaximum;
    }
}
