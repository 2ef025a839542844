using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Reads samples, wherever they stand: gathered in chunks of the file, or not yet. Where both have one of the same time, the chunk's came first and is the one that
/// holds. Memory is read before the file: what is gathered meanwhile is then seen twice, and not missed. On a connection that nobody else uses meanwhile.
/// </summary>
/// <param name="ungathered">What is in memory.</param>
/// <param name="passOver">Told of a damaged chunk, which is passed over; null: to read it fails.</param>
internal sealed class HistoryReading(UngatheredSamples ungathered, Action<string>? passOver)
{
    private const string SelectChunks = "SELECT start, body, checksum FROM chunk WHERE point = ? AND quantity = ? AND start > ? AND start < ? ORDER BY start";
    private const string SelectLastChunks = "SELECT start, body, checksum FROM chunk WHERE point = ? AND quantity = ? AND start < ? ORDER BY start DESC LIMIT 2";
    private const string SelectNextChunk = "SELECT point, quantity FROM chunk WHERE (point, quantity) > (?, ?) ORDER BY point, quantity LIMIT 1";

    private bool _hasDamage;

    /// <summary>Samples with time in <paramref name="span"/>, by time, at most <paramref name="limit"/>.</summary>
    public List<Sample> Read(SqliteFile file, int point, Quantity quantity, Interval span, int limit)
    {
        // A page of a long span mostly ends before memory begins, and needs none of it.
        var begins = new Instant(ungathered.FirstStart(point, quantity));
        if (span.Start < begins)
        {
            var page = ReadChunks(file, point, quantity, span, limit);
            if (span.End <= begins || (page.Count >= limit && limit > 0 && page[limit - 1].Time <= begins))
            {
                page.RemoveRange(Math.Min(limit, page.Count), Math.Max(0, page.Count - limit));
                return page;
            }
        }

        var rest = ungathered.Read(point, quantity, span, limit);
        return Merge(ReadChunks(file, point, quantity, span, limit), rest, limit);
    }

    /// <summary>The newest at or before <paramref name="time"/>.</summary>
    public Sample? FindLast(SqliteFile file, int point, Quantity quantity, Instant time)
    {
        var last = ungathered.FindLast(point, quantity, time);

        // The newest chunk that begins before the time may hold later samples alone; the one before it does not.
        var chunks = file.Prepare(SelectLastChunks).Bind(1, point).Bind(2, (long)quantity).Bind(3, time.Milliseconds);
        var samples = new List<Sample>();
        var chunked = default(Sample?);
        while (chunked is null && chunks.Step())
        {
            samples.Clear();
            Unpack(chunks, 1, chunks.Long(0), point, quantity, samples);
            var found = samples.FindLastIndex(sample => sample.Time <= time);
            chunked = found < 0 ? null : samples[found];
        }

        chunks.Reset();
        return last is null || (chunked is { } c && c.Time >= last.Value.Time) ? chunked : last;
    }

    // Whole chunks until there are so many: some more, perhaps.
    private List<Sample> ReadChunks(SqliteFile file, int point, Quantity quantity, Interval span, int limit)
    {
        var chunked = new List<Sample>();
        var chunks = file.Prepare(SelectChunks).Bind(1, point).Bind(2, (long)quantity)
            .Bind(3, Math.Max(span.Start.Milliseconds, long.MinValue + HistoryChunk.Milliseconds) - HistoryChunk.Milliseconds).Bind(4, span.End.Milliseconds);
        while (chunked.Count < limit && chunks.Step())
        {
            var first = chunked.Count;
            Unpack(chunks, 1, chunks.Long(0), point, quantity, chunked);
            if (chunked.Count > first && (chunked[first].Time <= span.Start || chunked[^1].Time > span.End))
            {
                chunked.RemoveAll(sample => sample.Time <= span.Start || sample.Time > span.End);
            }
        }

        chunks.Reset();
        return chunked;
    }

    /// <summary>Every point and quantity of which there are samples, those of the file each looked up behind the one before.</summary>
    public IReadOnlyList<(int Point, Quantity Quantity)> ReadSeries(SqliteFile file)
    {
        var found = new SortedSet<(int Point, Quantity Quantity)>(ungathered.ReadSeries());
        var (point, quantity) = (-1L, -1L);
        while (true)
        {
            var row = file.Prepare(SelectNextChunk).Bind(1, point).Bind(2, quantity);
            if (!row.Step())
            {
                return [.. found];
            }

            (point, quantity) = (row.Long(0), row.Long(1));
            row.Reset();
            if (CanBe(point, quantity))
            {
                found.Add(((int)point, (Quantity)quantity));
            }
        }
    }

    /// <summary>Whether a row's point and quantity can be: what is damaged may say anything.</summary>
    public static bool CanBe(long point, long quantity) => point is >= 0 and <= int.MaxValue && quantity is > 0 and < Quantities.Count;

    /// <summary>Whether something damaged was passed over since the last call.</summary>
    public bool TakeDamage()
    {
        var hasDamage = _hasDamage;
        _hasDamage = false;
        return hasDamage;
    }

    /// <summary>Appends a chunk's samples to a list.</summary>
    /// <param name="row">Stands on the chunk.</param>
    /// <param name="column">Of the body; the checksum is in the next.</param>
    /// <param name="start">The chunk's.</param>
    /// <param name="point">The chunk's.</param>
    /// <param name="quantity">The chunk's.</param>
    /// <param name="samples">The list.</param>
    /// <exception cref="InvalidDataException">The row is damaged, and that is not passed over.</exception>
    public void Unpack(SqliteStatement row, int column, long start, int point, Quantity quantity, List<Sample> samples)
    {
        var before = samples.Count;
        try
        {
            HistoryChunk.Unpack(RowChecksum.BodyOf(row, column, point, quantity, start, start + HistoryChunk.Milliseconds), start, point, quantity, samples);
        }
        catch (InvalidDataException damage) when (passOver is not null)
        {
            samples.RemoveRange(before, samples.Count - before);
            _hasDamage = true;
            passOver(damage.Message);
        }
    }

    /// <summary>Both by time; of two of the same time the first list's.</summary>
    public static List<Sample> Merge(List<Sample> first, List<Sample> second, int limit)
    {
        if (first.Count == 0)
        {
            return second;
        }

        var merged = new List<Sample>(Math.Min(limit, first.Count + second.Count));
        for (var (i, j) = (0, 0); merged.Count < limit && (i < first.Count || j < second.Count);)
        {
            if (j == second.Count || (i < first.Count && first[i].Time <= second[j].Time))
            {
                j += j < second.Count && first[i].Time == second[j].Time ? 1 : 0;
                merged.Add(first[i++]);
            }
            else
            {
                merged.Add(second[j++]);
            }
        }

        return merged;
    }
}
