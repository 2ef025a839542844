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

    /// <summary>Adds intervals of one block.</summary>
    public void Add(Weights weights, long over, in IntervalRun run)
    {
        unchecked
        {
            Sum += weights.Over(run);
        }

        Milliseconds += run.Covered;
        var (lowest, highest) = BlockValues.Range(run.Values);
        Counted += lowest > over ? run.Values.Length : highest <= over ? 0 : BlockValues.CountOver(run.Values, over);
        Highest = Math.Max(Highest, highest);
    }

    /// <summary>Adds a whole block without slots, of values that weigh what they read.</summary>
    public void AddLinear(in IntervalBlock block, long over)
    {
        unchecked
        {
            Sum += block.Sum;
        }

        Milliseconds += block.Covered;
        Counted += block.Lowest > over ? IntervalBlock.Count : block.Highest <= over ? 0 : BlockValues.CountOver(block.Values, over);
        Highest = Math.Max(Highest, block.Highest);
    }
}
