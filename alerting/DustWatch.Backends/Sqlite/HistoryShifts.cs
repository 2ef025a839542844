using System.Runtime.InteropServices;
using DustWatch.Ingest.History;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Sums up shifts from their minutes: each is open from its first minute on, is summed up when it is over and its minutes are there, and is open again when a
/// minute of it changes. In the writer's transaction and on its thread.
/// </summary>
internal sealed class HistoryShifts
{
    private const int SummedMaximum = 16; // with each write
    private const int SumBytesMaximum = 64;
    private const long SettledMilliseconds = 2 * HistoryHour.PartMilliseconds; // so that its last minutes have been gathered: else it is summed up twice

    private const string InsertOpen =
        "INSERT OR IGNORE INTO open_shift (point, quantity, start, until, name) VALUES (?, ?, ?, ?, ?)";

    private const string SelectOver = "SELECT point, quantity, start, until, name FROM open_shift WHERE until <= ? ORDER BY until LIMIT ?";
    private const string Close = "DELETE FROM open_shift WHERE point = ? AND quantity = ? AND start = ? AND until = ?";
    private const string SelectHours = "SELECT start, body, checksum FROM minute WHERE point = ? AND quantity = ? AND start > ? AND start < ? ORDER BY start";

    private const string Save =
        "INSERT INTO shift (point, quantity, start, until, name, body, checksum) VALUES (?, ?, ?, ?, ?, ?, ?) "
        + "ON CONFLICT (point, quantity, start, until) DO UPDATE SET name = excluded.name, body = excluded.body, checksum = excluded.checksum";

    private readonly PointShifts _calendars = new();
    private readonly Dictionary<(int Point, Quantity Quantity), Interval> _opened = []; // the one opened last
    private readonly List<OpenShift> _over = [];

    /// <summary>Opens the shifts that a span of changed minutes lies in.</summary>
    public void Open(SqliteFile file, MonitoringPoint point, Quantity quantity, Interval span)
    {
        ref var opened = ref CollectionsMarshal.GetValueRefOrAddDefault(_opened, (point.Number, quantity), out _);
        for (var at = span.Start; at < span.End;)
        {
            if (at >= opened.Start && at < opened.End)
            {
                at = opened.End;
            }
            else if (_calendars.TryFind(point, at.Plus(1), out var shift))
            {
                file.Prepare(InsertOpen).Bind(1, point.Number).Bind(2, (long)quantity).Bind(3, shift.Span.Start.Milliseconds).Bind(4, shift.Span.End.Milliseconds)
                    .Bind(5, point.Calendar.Shifts[shift.Shift].Name).Run();
                (opened, at) = (shift.Span, shift.Span.End);
            }
            else
            {
                at = at.Plus(HistoryHour.MinuteMilliseconds);
            }
        }
    }

    /// <summary>Sums up some of those that are over.</summary>
    /// <param name="file">In a transaction.</param>
    /// <param name="border">Up to here all samples are gathered that came in time.</param>
    /// <returns>Whether there may be more.</returns>
    public bool Run(SqliteFile file, long border)
    {
        _over.Clear();
        var rows = file.Prepare(SelectOver).Bind(1, border - SettledMilliseconds).Bind(2, SummedMaximum);
        while (rows.Step())
        {
            _over.Add(new OpenShift((int)rows.Long(0), (Quantity)rows.Long(1), rows.Long(2), rows.Long(3), rows.Text(4)));
        }

        foreach (var shift in _over)
        {
            if (SumOf(file, shift) is { } sum)
            {
                var body = Pack(sum, shift.Quantity);
                Bind(file.Prepare(Save), shift).Bind(5, shift.Name).Bind(6, body).Bind(7, RowChecksum.Of(shift.Point, shift.Quantity, shift.Start, shift.End, body)).Run();
            }

            Bind(file.Prepare(Close), shift).Run();
            _opened.Remove((shift.Point, shift.Quantity));
        }

        return _over.Count == SummedMaximum;
    }

    /// <summary>The bytes of a sum: <c>covered minimum range more</c>, each as in an hour; of nothing covered none.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public static HistorySum Unpack(ReadOnlySpan<byte> bytes, Quantity quantity)
    {
        if (bytes.IsEmpty)
        {
            return default;
        }

        try
        {
            var at = 0;
            var covered = (long)Varint.Take(bytes, ref at);
            var minimum = Varint.TakeSigned(bytes, ref at);
            var maximum = unchecked(minimum + (long)Varint.Take(bytes, ref at));
            return new HistorySum(HistoryHour.FlatOf(quantity, minimum, covered).Weighted + (Int128)Varint.TakeWide(bytes, ref at), covered, minimum, maximum);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("The sum of a shift is damaged.", e);
        }
    }

    private static byte[] Pack(in HistorySum sum, Quantity quantity)
    {
        if (sum.CoveredMilliseconds == 0)
        {
            return [];
        }

        var bytes = new byte[SumBytesMaximum];
        var end = 0;
        Varint.Put(bytes, ref end, (ulong)sum.CoveredMilliseconds);
        Varint.PutSigned(bytes, ref end, sum.Minimum);
        Varint.Put(bytes, ref end, unchecked((ulong)(sum.Maximum - sum.Minimum)));
        Varint.Put(bytes, ref end, (UInt128)(sum.Weighted - HistorySum.Of(quantity, sum.Minimum, sum.CoveredMilliseconds).Weighted));
        return bytes[..end];
    }

    private static SqliteStatement Bind(SqliteStatement statement, OpenShift shift) =>
        statement.Bind(1, shift.Point).Bind(2, (long)shift.Quantity).Bind(3, shift.Start).Bind(4, shift.End);

    // Null when an hour of it is damaged: what is left of it is not the shift.
    private static HistorySum? SumOf(SqliteFile file, OpenShift shift)
    {
        var (sum, hour) = (default(HistorySum), new HistoryHour(shift.Quantity));
        var rows = file.Prepare(SelectHours).Bind(1, shift.Point).Bind(2, (long)shift.Quantity).Bind(3, shift.Start - HistoryHour.Milliseconds).Bind(4, shift.End);
        try
        {
            while (rows.Step())
            {
                var start = rows.Long(0);
                hour.Unpack(rows, 1, shift.Point, start);
                sum += hour.Sum(start, shift.Start, shift.End);
            }

            return sum;
        }
        catch (InvalidDataException)
        {
            return null;
        }
        finally
        {
            rows.Reset();
        }
    }

    private readonly record struct OpenShift(int Point, Quantity Quantity, long Start, long End, string Name);
}
