namespace DustWatch.Ingest.Decoding;

/// <summary>The fields of one line, not copied.</summary>
internal readonly ref struct CsvLine
{
    private CsvLine(ReadOnlySpan<byte> point, ReadOnlySpan<byte> quantity, ReadOnlySpan<byte> time, ReadOnlySpan<byte> value, ReadOnlySpan<byte> flag)
    {
        Point = point;
        Quantity = quantity;
        Time = time;
        Value = value;
        Flag = flag;
    }

    public ReadOnlySpan<byte> Point { get; }

    public ReadOnlySpan<byte> Quantity { get; }

    public ReadOnlySpan<byte> Time { get; }

    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Empty when the line has none.</summary>
    public ReadOnlySpan<byte> Flag { get; }

    /// <summary>Splits a line into four fields, or five with a flag. A field may stand in quotation marks; none can hold a comma or a mark.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, bool hasFlag, out CsvLine fields)
    {
        var isWhole = TryTake(ref line, out var point) & TryTake(ref line, out var quantity) & TryTake(ref line, out var time);
        var isFlagged = TryTake(ref line, out var value);
        var flag = isFlagged ? Unquote(line) : default;
        fields = new CsvLine(point, quantity, time, isFlagged ? value : Unquote(line), flag);
        return isWhole && (hasFlag || !isFlagged) && !line.Contains((byte)',');
    }

    private static bool TryTake(scoped ref ReadOnlySpan<byte> line, out ReadOnlySpan<byte> field)
    {
        var comma = line.IndexOf((byte)',');
        field = comma < 0 ? default : Unquote(line[..comma]);
        line = line[(comma + 1)..];
        return comma >= 0;
    }

    private static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> field) =>
        field.Length >= 2 && field[0] == '"' && field[^1] == '"' ? field[1..^1] : field;
}
