using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Gathers rows that have become old into chunks, and forgets chunks that have become too old: a little with each write, in its transaction, from one point and
/// quantity to the next and round again. The writer's thread.
/// </summary>
internal sealed class HistoryGathering(HistoryRetention retention)
{
    // Each write gathers more than it brings, so that rows never pile up; the constant is for what a write of a few samples finds at a border of ten minutes.
    private const int GatheredEach = 2;
    private const int GatheredMinimum = 512;
    private const int VisitedMaximum = 256;
    private const int ForgottenMaximum = 64;

    private const string SelectNext =
        "SELECT point, quantity, t FROM sample WHERE (point, quantity) > (?, ?) ORDER BY point, quantity, t LIMIT 1";

    private const string SelectOldest = "SELECT t FROM sample WHERE point = ? AND quantity = ? ORDER BY t LIMIT 1";
    private const string SelectRows = "SELECT t, value, flag FROM sample WHERE point = ? AND quantity = ? AND t > ? AND t <= ? ORDER BY t";
    private const string DeleteRows = "DELETE FROM sample WHERE point = ? AND quantity = ? AND t > ? AND t <= ?";
    private const string SelectChunk = "SELECT body FROM chunk WHERE point = ? AND quantity = ? AND start = ?";

    private const string SaveChunk =
        "INSERT INTO chunk (point, quantity, start, body) VALUES (?, ?, ?, ?) ON CONFLICT (point, quantity, start) DO UPDATE SET body = excluded.body";

    private const string Forget = "DELETE FROM chunk WHERE id IN (SELECT id FROM chunk WHERE start < ? ORDER BY start LIMIT ?)";

    private readonly List<Sample> _chunked = [];
    private readonly List<Sample> _rows = [];
    private long _doneUpTo = long.MinValue; // everything up to here is in chunks, as far as is known
    private (long Point, long Quantity) _at = (-1, -1);
    private bool _isLeft; // something, of the round that is under way

    /// <summary>Does its share.</summary>
    /// <param name="file">In a transaction.</param>
    /// <param name="now">Time of the log.</param>
    /// <param name="written">Samples that the transaction brought.</param>
    /// <param name="oldest">Time of the oldest of them.</param>
    public void Run(SqliteFile file, Instant now, int written, Instant oldest)
    {
        var border = HistoryChunk.StartOf(now.Plus(-Milliseconds(retention.Rows)));
        _doneUpTo = Math.Min(_doneUpTo, oldest.Milliseconds - 1);
        if (_doneUpTo < border)
        {
            Gather(file, border, GatheredMinimum + (GatheredEach * written));
        }

        file.Prepare(Forget).Bind(1, now.Plus(-Milliseconds(retention.Raw) - HistoryChunk.Milliseconds).Milliseconds).Bind(2, ForgottenMaximum).Run();
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

        var packed = HistoryChunk.Pack(start, HistoryReading.Merge(_chunked, _rows, int.MaxValue));
        file.Prepare(SaveChunk).Bind(1, _at.Point).Bind(2, _at.Quantity).Bind(3, start).Bind(4, packed).Run();
        file.Prepare(DeleteRows).Bind(1, _at.Point).Bind(2, _at.Quantity).Bind(3, start).Bind(4, end).Run();
        return _chunked.Count + _rows.Count;
    }
}
