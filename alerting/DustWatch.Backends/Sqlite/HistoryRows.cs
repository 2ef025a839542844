using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Puts samples into the table of rows: by point and quantity, so that neighbours in the table are written in turn, and many with each statement. Of two of the same time
/// the one that came first stands. The writer's thread.
/// </summary>
internal sealed class HistoryRows
{
    private const int RowsAtOnce = 32;
    private const int Columns = 5;
    private const int SeriesColumns = 2; // of them: point and quantity, which a series has in common
    private const int IndexBits = 28;
    private const int QuantityBits = 4;

    private const string InsertOne = "INSERT OR IGNORE INTO sample (point, quantity, t, value, flag) VALUES (?, ?, ?, ?, ?)";
    private static readonly string InsertMany = InsertOne + string.Concat(Enumerable.Repeat(", (?, ?, ?, ?, ?)", RowsAtOnce - 1));
    private static readonly string InsertSeries =
        $"INSERT OR IGNORE INTO sample (point, quantity, t, value, flag) VALUES {string.Join(", ", Enumerable.Repeat("(?1, ?2, ?, ?, ?)", RowsAtOnce))}";

    private long[] _order = []; // point, quantity and place, by which it is sorted

    /// <summary>Writes samples.</summary>
    /// <param name="file">In a transaction.</param>
    /// <param name="samples">As they came.</param>
    /// <returns>The oldest of their times; the last of all times when there are none.</returns>
    public Instant Write(SqliteFile file, ReadOnlySpan<Sample> samples)
    {
        var order = OrderOf(samples);
        var (oldest, next) = (new Instant(long.MaxValue), 0);
        for (; next + RowsAtOnce <= order.Length; next += RowsAtOnce)
        {
            var isSeries = order[next] >> IndexBits == order[next + RowsAtOnce - 1] >> IndexBits;
            var insert = file.Prepare(isSeries ? InsertSeries : InsertMany);
            for (var row = 0; row < RowsAtOnce; row++)
            {
                ref readonly var sample = ref samples[PlaceOf(order[next + row])];
                var before = isSeries ? SeriesColumns + (row * (Columns - SeriesColumns)) : (row * Columns) + SeriesColumns;
                if (row == 0 || !isSeries)
                {
                    insert.Bind(before - 1, sample.Point).Bind(before, (long)sample.Quantity);
                }

                insert.Bind(before + 1, sample.Time.Milliseconds).Bind(before + 2, sample.Value).Bind(before + 3, (long)sample.Flag);
                oldest = Instant.Min(oldest, sample.Time);
            }

            insert.Run();
        }

        var one = file.Prepare(InsertOne);
        foreach (var key in order[next..])
        {
            ref readonly var sample = ref samples[PlaceOf(key)];
            one.Bind(1, sample.Point).Bind(2, (long)sample.Quantity).Bind(3, sample.Time.Milliseconds).Bind(4, sample.Value).Bind(5, (long)sample.Flag).Run();
            oldest = Instant.Min(oldest, sample.Time);
        }

        return oldest;
    }

    private ReadOnlySpan<long> OrderOf(ReadOnlySpan<Sample> samples)
    {
        if (_order.Length < samples.Length)
        {
            _order = new long[samples.Length];
        }

        var order = _order.AsSpan(0, samples.Length);
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = ((((long)samples[i].Point << QuantityBits) | (long)samples[i].Quantity) << IndexBits) | (uint)i;
        }

        order.Sort();
        return order;
    }

    private static int PlaceOf(long key) => (int)(key & ((1L << IndexBits) - 1));
}
