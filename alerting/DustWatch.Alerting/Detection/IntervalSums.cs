namespace DustWatch.Alerting.Detection;

/// <summary>What covered intervals come to together.</summary>
internal struct IntervalSums
{
    public Int128 Sum; // of weight · ms
    public long Milliseconds;
    public long Counted; // values above a bound
    public long Highest; // value

    /// <summary>Adds one interval.</summary>
    public void Add(Weights weights, long over, long value, long milliseconds)
    {
        unchecked
        {
            Sum += weights.Over(value, milliseconds);
        }

        Milliseconds += milliseconds;
        Counted += value > over ? 1 : 0;
        Highest = Math.Max(Highest, value);
    }

    /// <summary>Adds intervals of the same length.</summary>
    public void Add(Weights weights, long over, ReadOnlySpan<int> values, int milliseconds)
    {
        unchecked
        {
            Sum += weights.Over(values, milliseconds);
        }

        Milliseconds += (long)milliseconds * values.Length;
        var (lowest, highest) = BlockValues.Range(values);
        Counted += lowest > over ? values.Length : highest <= over ? 0 : BlockValues.CountOver(values, over);
        Highest = Math.Max(Highest, highest);
    }

    /// <summary>Adds a whole even block, of values that weigh what they read.</summary>
    public void AddLinear(in IntervalBlock block, long over)
    {
        unchecked
        {
            Sum += block.Sum;
        }

        Milliseconds += (long)block.Milliseconds * IntervalBlock.Count;
        Counted += block.Lowest > over ? IntervalBlock.Count : block.Highest <= over ? 0 : BlockValues.CountOver(block.Values, over);
        Highest = Math.Max(Highest, block.Highest);
    }
}
