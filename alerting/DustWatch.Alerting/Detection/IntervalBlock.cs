namespace DustWatch.Alerting.Detection;

/// <summary>
/// Sixty-four covered intervals that follow each other in a ring. While each begins where the one before it ends, none has marks, and values take 31 bits,
/// 4 bytes an interval are enough, and 4 more where they are not equally long; whole blocks are added and taken out by their sums.
/// </summary>
internal struct IntervalBlock
{
    public const int Count = 64;

    /// <summary>Stands in <see cref="Milliseconds"/> when each interval has a length of its own.</summary>
    public const int OwnLengths = 0;

    /// <summary>Stands in <see cref="Milliseconds"/> when the intervals are kept as <see cref="RingSlot"/>s.</summary>
    public const int Slots = -1;

    public long End; // of its newest interval
    public long Sum; // value · ms of all that came into it; this and what follows not while it has slots
    public int Milliseconds; // of each interval, OwnLengths or Slots
    public int Covered; // ms of all that came into it
    public int Lowest; // value
    public int Highest;
    public BlockValues Values; // by place

    public readonly bool HasSlots => Milliseconds < 0;

    public readonly bool IsEven => Milliseconds > 0;

    /// <summary>Starts a block.</summary>
    public void Begin(int milliseconds) => (Milliseconds, Sum, Covered, Lowest, Highest) = (milliseconds, 0, 0, int.MaxValue, int.MinValue);

    /// <summary>Whether what it covers together with <paramref name="milliseconds"/> more stays below 2³¹ ms, so that sums of its values stay below 2⁶².</summary>
    public readonly bool HasTime(long milliseconds) => Covered + milliseconds <= int.MaxValue;

    /// <summary>Adds to a block without slots, from <paramref name="place"/> on; of <paramref name="run"/>, which covers <paramref name="covered"/> ms, it takes the values.</summary>
    public void Add(int place, in IntervalRun run, long covered)
    {
        Span<int> places = Values;
        run.Values.CopyTo(places[place..]);
        var (lowest, highest) = BlockValues.Range(run.Values);
        (Lowest, Highest) = (Math.Min(Lowest, lowest), Math.Max(Highest, highest));
        unchecked
        {
            Sum += run.IsEven ? BlockValues.Sum(run.Values) * run.Milliseconds : BlockValues.Product(run.Values, run.Lengths);
            Covered += (int)covered;
        }
    }
}
