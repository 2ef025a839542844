using DustWatch.Ingest.History;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Reads samples, wherever they stand: gathered in chunks, or as rows that came since. Where both have one of the same time, the chunk's came first and is the
/// one that holds. On a connection that nobody else uses meanwhile.
/// </summary>
internal static class HistoryReading
{
    private const string SelectRows = "SELECT t, value, flag FROM sample WHERE point = ? AND quantity = ? AND t > ? AND t <= ? ORDER BY t LIMIT ?";
    private const string SelectLastRow = "SELECT t, value, flag FROM sample WHERE point = ? AND quantity = ? AND t <= ? ORDER BY t DESC LIMIT 1";
    private const string SelectChunks = "SELECT start, body FROM chunk WHERE point = ? AND quantity = ? AND start > ? AND start < ? ORDER BY start";
    private const string SelectLastChunks = "SELECT start, body FROM chunk WHERE point = ? AND quantity = ? AND start < ? ORDER BY start DESC LIMIT 2";
    private const string SelectNextRow = "SELECT point, quantity FROM sample WHERE (point, quantity) > (?, ?) ORDER BY point, quantity LIMIT 1";
    private const string SelectNextChunk = "SELECT point, quantity FROM chunk WHERE (point, quantity) > (?, ?) ORDER BY point, quantity LIMIT 1";

    private const int PageSamples = 8192;

    /// <summary>Samples with time in <paramref name="span"/>, by time, at most <paramref name="limit"/>, as they stand at one moment.</summary>
    public static List<Sample> Read(SqliteFile file, int point, Quantity quantity, Interval span, int limit) =>
        AtOnce(file, () => ReadPage(file, point, quantity, span, limit));

    /// <summary>The newest at or before <paramref name="time"/>.</summary>
    public static Sample? FindLast(SqliteFile file, int point, Quantity quantity, Instant time) => AtOnce(file, () => ReadLast(file, point, quantity, time));

    /// <summary>Those of the steps and the last one before, page by page: a month at 1 Hz is folded without ever being in memory.</summary>
    public static IEnumerable<Sample> ReadAround(SqliteFile file, int point, Quantity quantity, HistoryStepping stepping)
    {
        if (FindLast(file, point, quantity, stepping.Counted.Start) is { } before)
        {
            yield return before;
        }

        var rest = stepping.SampleTimes;
        while (true)
        {
            var page = Read(file, point, quantity, rest, PageSamples);
            foreach (var sample in page)
            {
                yield return sample;
            }

            if (page.Count < PageSamples)
            {
                yield break;
            }

            rest = rest with { Start = page[^1].Time };
        }
    }

    /// <summary>Every point and quantity that has rows or chunks, each looked up behind the one before.</summary>
    public static IReadOnlyList<(int Point, Quantity Quantity)> ReadSeries(SqliteFile file) => AtOnce<IReadOnlyList<(int, Quantity)>>(file, () =>
    {
        var found = new SortedSet<(long Point, long Quantity)>();
        foreach (var select in (string[])[SelectNextRow, SelectNextChunk])
        {
            var (point, quantity) = (-1L, -1L);
            while (true)
            {
                var row = file.Prepare(select).Bind(1, point).Bind(2, quantity);
                if (!row.Step())
                {
                    break;
                }

                (point, quantity) = (row.Long(0), row.Long(1));
                row.Reset();
                found.Add((point, quantity));
            }
        }

        return found.Select(series => ((int)series.Point, (Quantity)series.Quantity)).ToList();
    });

    /// <summary>The sample of a row (t, value, flag).</summary>
    public static Sample SampleOf(SqliteStatement row, int point, Quantity quantity) =>
        new(new Instant(row.Long(0)), row.Long(1), point, quantity, (SampleFlag)row.Long(2));

    /// <summary>Reads as all stands at one moment. Rows become chunks in one transaction: between two statements they would be seen twice, or not at all.</summary>
    public static T AtOnce<T>(SqliteFile file, Func<T> read)
    {
        file.Prepare("BEGIN").Run();
        try
        {
            return read();
        }
        finally
        {
            file.Rollback();
        }
    }

    /// <summary>As <see cref="Read"/>, in a transaction of the caller's.</summary>
    public static List<Sample> ReadPage(SqliteFile file, int point, Quantity quantity, Interval span, int limit)
    {
        var rows = ReadRows(file, point, quantity, span, limit);
        var chunked = new List<Sample>();
        var chunks = file.Prepare(SelectChunks).Bind(1, point).Bind(2, (long)quantity)
            .Bind(3, Math.Max(span.Start.Milliseconds, long.MinValue + HistoryChunk.Milliseconds) - HistoryChunk.Milliseconds).Bind(4, span.End.Milliseconds);
        while (chunked.Count < limit && chunks.Step())
        {
            var first = chunked.Count;
            HistoryChunk.Unpack(chunks.Blob(1), chunks.Long(0), point, quantity, chunked);
            if (chunked[first].Time <= span.Start || chunked[^1].Time > span.End)
            {
                chunked.RemoveAll(sample => sample.Time <= span.Start || sample.Time > span.End);
            }
        }

        chunks.Reset();
        return Merge(chunked, rows, limit);
    }

    private static List<Sample> ReadRows(SqliteFile file, int point, Quantity quantity, Interval span, int limit)
    {
        var samples = new List<Sample>();
        var rows = file.Prepare(SelectRows).Bind(1, point).Bind(2, (long)quantity).Bind(3, span.Start.Milliseconds).Bind(4, span.End.Milliseconds).Bind(5, limit);
        while (rows.Step())
        {
            samples.Add(SampleOf(rows, point, quantity));
        }

        return samples;
    }

    /// <summary>Both by time; of two of the same time the first list's.</summary>
    public static List<Sample> Merge(List<Sample> chunked, List<Sample> rows, int limit)
    {
        if (chunked.Count == 0)
        {
            return rows;
        }

        var merged = new List<Sample>(Math.Min(limit, chunked.Count + rows.Count));
        for (var (i, j) = (0, 0); merged.Count < limit && (i < chunked.Count || j < rows.Count);)
        {
            if (j == rows.Count || (i < chunked.Count && chunked[i].Time <= rows[j].Time))
            {
                j += j < rows.Count && chunked[i].Time == rows[j].Time ? 1 : 0;
                merged.Add(chunked[i++]);
            }
            else
            {
                merged.Add(rows[j++]);
            }
        }

        return merged;
    }

    /// <summary>As <see cref="FindLast"/>, in a transaction of the caller's.</summary>
    public static Sample? ReadLast(SqliteFile file, int point, Quantity quantity, Instant time)
    {
        var row = file.Prepare(SelectLastRow).Bind(1, point).Bind(2, (long)quantity).Bind(3, time.Milliseconds);
        var last = row.Step() ? SampleOf(row, point, quantity) : default(Sample?);
        row.Reset();

        // The newest chunk that begins before the time may hold later samples alone; the one before it does not.
        var chunks = file.Prepare(SelectLastChunks).Bind(1, point).Bind(2, (long)quantity).Bind(3, time.Milliseconds);
        var samples = new List<Sample>();
        var chunked = default(Sample?);
        while (chunked is null && chunks.Step())
        {
            samples.Clear();
            HistoryChunk.Unpack(chunks.Blob(1), chunks.Long(0), point, quantity, samples);
            var found = samples.FindLastIndex(sample => sample.Time <= time);
            chunked = found < 0 ? null : samples[found];
        }

        chunks.Reset();
        return last is null || (chunked is { } c && c.Time >= last.Value.Time) ? chunked : last;
    }
}
