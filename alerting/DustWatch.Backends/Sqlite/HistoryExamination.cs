using DustWatch.Ingest.History;
using DustWatch.Measurements;
using Microsoft.Data.Sqlite;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Unpacks all that a history holds packed, so that damage is found before somebody asks for just that curve. In rows of before format 5, which carry no checksum,
/// a value that is another, and could be one, is not seen. In pages, so that no transaction is long. One thread.
/// </summary>
/// <param name="file">Of the present format.</param>
/// <param name="nameOf">What a person calls a point of this number.</param>
/// <param name="read">Told how many bytes more have been read.</param>
internal sealed class HistoryExamination(SqliteFile file, Func<int, string> nameOf, Action<long> read)
{
    private const int NamedMaximum = 3; // of each table
    private const int PageRows = 256;

    // First what the rows are read in the order of, then what they are: point, quantity, start, end, body, checksum.
    private const string SelectChunks = "SELECT id, point, quantity, start, start + 600000, body, checksum FROM chunk WHERE id > ? ORDER BY id LIMIT ?";

    private const string SelectHours =
        "SELECT point, quantity, start, point, quantity, start, start + 3600000, body, checksum FROM minute "
        + "WHERE (point, quantity, start) > (?, ?, ?) ORDER BY point, quantity, start LIMIT ?";

    private const string SelectShifts =
        "SELECT point, quantity, start, until, point, quantity, start, until, body, checksum FROM shift "
        + "WHERE (point, quantity, start, until) > (?, ?, ?, ?) ORDER BY point, quantity, start, until LIMIT ?";

    private readonly List<string> _faults = [];
    private readonly List<Sample> _samples = [];
    private readonly Dictionary<Quantity, HistoryHour> _hours = [];

    private delegate bool Judge(in Piece piece, ReadOnlySpan<byte> body);

    /// <summary>What is damaged, for a person; the first few of each kind, and how many more.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Reads everything.</summary>
    /// <returns>How many chunks, hours of minutes and shifts are whole.</returns>
    public (long Chunks, long Hours, long Shifts) Run() =>
        (Examine("samples", SelectChunks, keys: 1, IsChunk), Examine("minutes", SelectHours, keys: 3, IsHour), Examine("shift", SelectShifts, keys: 4, IsShift));

    /// <summary>For a person: what was never written by us may lie beyond the calendar.</summary>
    public static string TimeOf(long time) => IsTime(time) ? new Instant(time).ToString() : $"{time} ms";

    private long Examine(string what, string sql, int keys, Judge judge)
    {
        var (whole, damaged) = (0L, 0L);
        var last = new long[keys];
        Array.Fill(last, long.MinValue);
        try
        {
            for (var count = PageRows; count == PageRows;)
            {
                var rows = file.Prepare(sql).Bind(keys + 1, PageRows);
                for (var key = 0; key < keys; key++)
                {
                    rows.Bind(key + 1, last[key]);
                }

                for (count = 0; rows.Step(); count++)
                {
                    for (var key = 0; key < keys; key++)
                    {
                        last[key] = rows.Long(key);
                    }

                    var piece = new Piece(rows.Long(keys), rows.Long(keys + 1), rows.Long(keys + 2), rows.Long(keys + 3));
                    read(rows.Blob(keys + 4).Length);
                    if (IsWhole(judge, piece, rows, keys + 4))
                    {
                        whole++;
                    }
                    else if (damaged++ < NamedMaximum)
                    {
                        _faults.Add($"{what} of {NameOf(piece)} from {TimeOf(piece.Start)} to {TimeOf(piece.End)}: damaged");
                    }
                }
            }
        }
        catch (SqliteException e) when (LogRepair.IsDamage(e))
        {
            _faults.Add($"{what}: cannot be read on after {whole + damaged} rows: {e.Message}");
        }

        if (damaged > NamedMaximum)
        {
            _faults.Add($"{what}: {damaged - NamedMaximum} more rows are damaged");
        }

        return whole;
    }

    private static bool IsWhole(Judge judge, in Piece piece, SqliteStatement row, int column)
    {
        try
        {
            return HistoryReading.CanBe(piece.Point, piece.Quantity) && piece.Start < piece.End && IsTime(piece.Start) && IsTime(piece.End)
                && judge(piece, RowChecksum.BodyOf(row, column, (int)piece.Point, (Quantity)piece.Quantity, piece.Start, piece.End));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private bool IsChunk(in Piece piece, ReadOnlySpan<byte> body)
    {
        _samples.Clear();
        HistoryChunk.Unpack(body, piece.Start, (int)piece.Point, (Quantity)piece.Quantity, _samples);
        return _samples.TrueForAll(sample => Enum.IsDefined(sample.Flag)) && piece.Start % HistoryChunk.Milliseconds == 0;
    }

    private bool IsHour(in Piece piece, ReadOnlySpan<byte> body)
    {
        if (!_hours.TryGetValue((Quantity)piece.Quantity, out var hour))
        {
            _hours.Add((Quantity)piece.Quantity, hour = new HistoryHour((Quantity)piece.Quantity));
        }

        hour.Unpack(body);
        for (var part = 0; part < HistoryHour.Parts; part++)
        {
            foreach (ref readonly var minute in hour.MinutesOf(part))
            {
                if (!CanBe(minute, HistoryHour.MinuteMilliseconds))
                {
                    return false;
                }
            }

            if (hour.CadenceOf(part) is { IntervalMilliseconds: <= 0 })
            {
                return false;
            }
        }

        return piece.Start % HistoryHour.Milliseconds == 0;
    }

    private static bool IsShift(in Piece piece, ReadOnlySpan<byte> body) => CanBe(HistoryShifts.Unpack(body, (Quantity)piece.Quantity), piece.End - piece.Start);

    private static bool CanBe(in HistorySum sum, long milliseconds) => sum.CoveredMilliseconds >= 0 && sum.CoveredMilliseconds <= milliseconds && sum.Minimum <= sum.Maximum;

    private string NameOf(in Piece piece) =>
        $"{(piece.Point is >= 0 and <= int.MaxValue ? nameOf((int)piece.Point) : $"point {piece.Point}")}, "
        + (IsQuantity(piece.Quantity) ? Quantities.NameOf((Quantity)piece.Quantity) : $"quantity {piece.Quantity}");

    private static bool IsTime(long time) => time >= Instant.From(DateTimeOffset.MinValue).Milliseconds && time <= Instant.From(DateTimeOffset.MaxValue).Milliseconds;

    private static bool IsQuantity(long number) => number is > 0 and < Quantities.Count;

    private readonly record struct Piece(long Point, long Quantity, long Start, long End);
}
