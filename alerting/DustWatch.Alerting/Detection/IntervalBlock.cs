namespace DustWatch.Alerting.Detection;

/// <summary>
/// Sixty-four covered intervals that follow each other in a ring. It is even while each is as long as the others and begins where the one before it ends,
/// none has marks, and values take 31 bits: then 4 bytes an interval are enough, and whole blocks are added and taken out by their sums.
/// </summary>
internal struct IntervalBlock
{
    public const int Count = 64;

    public long End; // of its newest interval
    public long Sum; // value · ms of all that came into it, while it is even
    public int Milliseconds; // of each interval; 0: it is not even, and its intervals are kept elsewhere
    public int Lowest; // value, while it is even
    public int Highest;
    public BlockValues Values; // by place

    /// <summary>Starts an even block.</summary>
    public void Begin(int milliseconds) => (Milliseconds, Sum, Lowest, Highest) = (milliseconds, 0, int.MaxValue, int.MinValue);

    /// <summary>Adds to an even block, from <paramref name="place"/> on.</summary>
    public void Add(int place, ReadOnlySpan<int> values)
    {
        Span<int> places = Values;
        values.CopyTo(places[place..]);
        var (lowest, highest) = BlockValues.Range(values);
        (Lowest, Highest) = (Math.Min(Lowest, lowest), Math.Max(Highest, highest));
        unchecked
        {
            Sum += BlockValues.Sum(values) * Milliseconds; // 64 values below 2³¹ times at most a day and a half (2²⁷ ms): below 2⁶³
        }
    }
}
