using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Gathers rows that have become old into chunks, with summaries of them, and forgets what has become too old: a little with each write, in its transaction, from
/// one point and quantity to the next and round again. The writer's thread. One whose transaction was rolled back knows too much and is to be made anew.
/// </summary>
/// <param name="retention">How long what is kept.</param>
/// <param name="pointOf">The point of a number as the registry has it now, or null.</param>
internal sealed class HistoryGathering(HistoryRetention retention, Func<int, MonitoringPoint?> pointOf)
{
    // Each write gathers more than it brings, so that rows never pile up; the constant is for what a write of a few samples finds at a border of ten minutes.
    private const int GatheredEach = 2;
    private const int GatheredMinimum = 512;
    private const int VisitedMaximum = 256;
    private const int ForgottenMinimum = 64; // and as much more as is gathered: no chunk has fewer samples than one
    private const int BacklogMaximum = 32;
    private const long TidyMilliseconds = 1_000; // between two looks for what is too old or over

    private const string SelectNext =
        "SELECT point, quantity, t FROM sample WHERE (point, quantity) > (?, ?) ORDER BY point, quantity, t LIMIT 1";

    private const string SelectOldest = "SELECT t FROM sample WHERE point = ? AND quantity = ? ORDER BY t LIMIT 1";
    private const string SelectRows = "SELECT t, value, flag FROM sample WHERE point = ? AND quantity = ? AND t > ? AND t <= ? ORDER BY t";
    private const string DeleteRows = "DELETE FROM sample WHERE point = ? AND quantity = ? AND t > ? AND t <= ?";
    private const string SelectChunk = "SELECT body FROM chunk WHERE point = ? AND quantity = ? AND start = ?";

    private const string SaveChunk =
        "INSERT INTO chunk (point, quantity, start, body) VALUES (?, ?, ?, ?) ON CONFLICT (point, quantity, start) DO UPDATE SET body = excluded.body";

    private const string ForgetChunks = "DELETE FROM chunk WHERE id IN (SELECT id FROM chunk WHERE start < ? ORDER BY start LIMIT ?)";

    private const string ForgetMinutes =
        "DELETE FROM minute WHERE (point, quantity, start) IN (SELECT point, quantity, start FROM minute WHERE start < ? ORDER BY start LIMIT ?)";

    private const string ForgetShifts =
        "DELETE FROM shift WHERE (point, quantity, start, until) IN (SELECT point, quantity, start, until FROM shift WHERE start < ? ORDER BY start LIMIT ?)";

    private const string SelectBacklog = "SELECT backlog FROM tier WHERE summed < backlog";

    private const string SelectBacklogChunks =
        "SELECT id, point, quantity, start, body FROM chunk WHERE id > (SELECT summed FROM tier) AND id <= ? ORDER BY id LIMIT ?";

    private const string SetForgotten = "UPDATE tier SET forgotten = max(forgotten, ?)";
    private const string SetBacklog = "UPDATE tier SET summed = ?";

    private readonly HistorySummaries _summaries = new(pointOf);
    private readonly List<Sample> _chunked = [];
    private readonly List<Sample> _rows = [];
    private long _doneUpTo = long.MinValue; // everything up to here is in chunks, as far as is known
    private (long Point, long Quantity) _at = (-1, -1);
    private bool _isLeft; // something, of the round that is under way
    private Instant _tidyFrom = Instant.Never;
    private bool _hasBacklog = true; // chunks that were never summed up, as far as is known

    /// <summary>Does its share.</summary>
    /// <param name="file">In a transaction.</param>
    /// <param name="now">Time of the log.</param>
    /// <param name="written">Samples that the transaction brought.</param>
    /// <param name="oldest">Time of the oldest of them.</param>
    public void Run(SqliteFile file, Instant now, int written, Instant oldest)
    {
        var gathered = HistoryChunk.StartOf(now.Plus(-Milliseconds(retention.Rows)));
        _doneUpTo = Math.Min(_doneUpTo, oldest.Milliseconds - 1);
        if (_doneUpTo < gathered)
        {
            Gather(file, gathered, GatheredMinimum + (GatheredEach * written));
        }

        if (now >= _tidyFrom)
        {
            _tidyFrom = Tidy(file, now, gathered, ForgottenMinimum + (GatheredEach * written)) ? now : now.Plus(TidyMilliseconds);
        }
    }

    // Whether there is more of it to be done at once.
    private bool Tidy(SqliteFile file, Instant now, long gathered, int forgotten)
    {
        var hasMore = _hasBacklog = _hasBacklog && SumUpBacklog(file);
        hasMore |= _summaries.Run(file, gathered);
        var border = Forget(file, ForgetChunks, now, retention.Raw, HistoryChunk.Milliseconds, forgotten, ref hasMore);
        if (file.Changes > 0)
        {
            file.Prepare(SetForgotten).Bind(1, border).Run();
        }

        Forget(file, ForgetMinutes, now, retention.Minute, HistoryHour.Milliseconds, forgotten, ref hasMore);
        Forget(file, ForgetShifts, now, retention.Shift, Milliseconds(TimeSpan.FromDays(1)), forgotten, ref hasMore);
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

    private void Gather(SqliteFile file, long border, int samples)
    {
        for (var visited = 0; samples > 0 && visited < VisitedMaximum; visited++)
        {
            var next = file.Prepare(SelectNext).Bind(1, _at.Point).Bind(2, _at.Quantity);
            if (!next.Step())
            {
                // The end of a round. What came late behind it is for the next one, in ten minutes at most.
                _doneUpTo = _isLeft ? _doneUpTo : border;
                (_at, _isLeft) = ((-1, -1), false);
                return;
            }

            _at = (next.Long(0), next.Long(1));
            var time = next.Long(2);
            next.Reset();
            for (; time <= border && samples > 0; time = OldestOf(file))
            {
                samples -= GatherOne(file, HistoryChunk.StartOf(new Instant(time)));
            }

            _isLeft |= time <= border;
        }
    }

    private long OldestOf(SqliteFile file)
    {
        var row = file.Prepare(SelectOldest).Bind(1, _at.Point).Bind(2, _at.Quantity);
        var time = row.Step() ? row.Long(0) : long.MaxValue;
        row.Reset();
        return time;
    }

    private int GatherOne(SqliteFile file, long start)
    {
        var (point, quantity) = ((int)_at.Point, (Quantity)_at.Quantity);
        _chunked.Clear();
        _rows.Clear();
        var chunk = file.Prepare(SelectChunk).Bind(1, _at.Point).Bind(2, _at.Quantity).Bind(3, start);
        if (chunk.Step())
        {
            HistoryChunk.Unpack(chunk.Blob(0), start, point, quantity, _chunked);
            chunk.Reset();
        }

        var end = start + HistoryChunk.Milliseconds;
        var rows = file.Prepare(SelectRows).Bind(1, _at.Point).Bind(2, _at.Quantity).Bind(3, start).Bind(4, end);
        while (rows.Step())
        {
            _rows.Add(HistoryReading.SampleOf(rows, point, quantity));
        }

        var samples = HistoryReading.Merge(_chunked, _rows, int.MaxValue);
        file.Prepare(SaveChunk).Bind(1, _at.Point).Bind(2, _at.Quantity).Bind(3, start).Bind(4, HistoryChunk.Pack(start, samples)).Run();
        file.Prepare(DeleteRows).Bind(1, _at.Point).Bind(2, _at.Quantity).Bind(3, start).Bind(4, end).Run();
        if (samples.Count > _chunked.Count) // else all of them came twice
        {
            _summaries.Take(file, start, samples, isFirstNew: _chunked.Count == 0 || samples[0].Time < _chunked[0].Time, isLastNew: _chunked.Count == 0 || samples[^1].Time > _chunked[^1].Time);
        }

        return _chunked.Count + _rows.Count;
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
            _chunked.Clear();
            HistoryChunk.Unpack(chunks.Blob(4), chunks.Long(3), (int)chunks.Long(1), (Quantity)chunks.Long(2), _chunked);
            _summaries.Take(file, chunks.Long(3), _chunked, isFirstNew: true, isLastNew: true);
            (done, taken) = (chunks.Long(0), taken + 1);
        }

        file.Prepare(SetBacklog).Bind(1, taken < BacklogMaximum ? last : done).Run();
        return taken == BacklogMaximum;
    }
}
