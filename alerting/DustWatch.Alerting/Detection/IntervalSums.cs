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
        foreach (var value in values)
        {
            Counted += value > over ? 1 : 0;
            Highest = Math.Max(Highest, value);
        }
    }

    /// <summary>Adds a whole even block, of values that weigh what they read.</summary>
    public void AddLinear(in IntervalBlock block, long over)
    {
        unchecked
        {
            Sum += block.Sum;
        }

        Milliseconds += (long)block.Milliseconds * IntervalBlock.Count;
        Counted += block.Lowest > over ? IntervalBlock.Count : block.Highest <= over ? 0 : CountOver(block.Values, over);
        Highest = Math.Max(Highest, block.Highest);
    }

    private static int CountOver(ReadOnlySpan<int> values, long over)
    {
        var count = 0;
        foreach (var value in values)
        {
            count += value > over ? 1 : 0;
        }

        return count;
    }
}
