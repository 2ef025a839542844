namespace DustWatch.Alerting.Detection;

/// <summary>The highest mean over one UTC minute, taken over what is covered of it inside a window. Means are compared as fractions, exactly.</summary>
internal struct HighestMinute
{
    private const long MinuteMilliseconds = 60_000;

    public long MinuteEnd; // of the minute that is being summed
    public Int128 Sum;
    public long Covered;
    public Int128 BestSum;
    public long BestCovered; // 0: no minute yet

    /// <summary>Adds a covered interval that lies after all before it.</summary>
    public void Add(Weights weights, long from, long to, long value)
    {
        if (to <= MinuteEnd && Covered > 0)
        {
            AddPart(weights, to - from, value);
            return;
        }

        while (from < to)
        {
            var minuteEnd = (Math.DivRem(from, MinuteMilliseconds, out var rest) + (rest < 0 ? 0 : 1)) * MinuteMilliseconds;
            if (minuteEnd != MinuteEnd)
            {
                Close();
                MinuteEnd = minuteEnd;
            }

            var part = Math.Min(to, minuteEnd) - from;
            AddPart(weights, part, value);
            from += part;

            // Whole minutes inside one interval all have its value as mean: one of them stands for all.
            from = Math.Max(from, ((to - from) / MinuteMilliseconds > 1) ? to - ((to - from) % MinuteMilliseconds) - MinuteMilliseconds : from);
        }
    }

    /// <summary>Adds covered intervals, one after the other from <paramref name="from"/> on, that lie after all before them.</summary>
    public void Add(Weights weights, long from, in IntervalRun run)
    {
        if (run.IsEven)
        {
            Add(weights, from, run.Values, run.Milliseconds);
        }
        else
        {
            Add(weights, from, run.Values, run.Lengths);
        }
    }

    /// <summary>Takes a whole minute that was summed elsewhere.</summary>
    public void Take(Int128 sum, long covered)
    {
        Close();
        (Sum, Covered) = (sum, covered);
    }

    /// <summary>The highest mean as a fraction, the unfinished minute included.</summary>
    public readonly (Int128 Sum, long Covered) Highest()
    {
        var copy = this;
        copy.Close();
        return (copy.BestSum, copy.BestCovered);
    }

    /// <summary>Adds intervals of the same length.</summary>
    private void Add(Weights weights, long from, ReadOnlySpan<int> values, int milliseconds)
    {
        while (!values.IsEmpty)
        {
            var inside = Covered == 0 ? 0 : (int)Math.Clamp((MinuteEnd - from) / milliseconds, 0, values.Length);
            if (inside == 0)
            {
                Add(weights, from, from + milliseconds, values[0]); // which may start the next minute
                inside = 1;
            }
            else
            {
                unchecked
                {
                    Sum += weights.Over(values[..inside], milliseconds);
                }

                Covered += (long)milliseconds * inside;
            }

            from += (long)milliseconds * inside;
            values = values[inside..];
        }
    }

    /// <summary>Adds intervals that each have a length of their own.</summary>
    private void Add(Weights weights, long from, ReadOnlySpan<int> values, ReadOnlySpan<int> lengths)
    {
        for (var i = 0; i < values.Length;)
        {
            var (first, end) = (i, from);
            while (i < values.Length && Covered > 0 && end + lengths[i] <= MinuteEnd)
            {
                end += lengths[i++];
            }

            if (i == first)
            {
                end += lengths[i];
                Add(weights, from, end, values[i++]); // which may start the next minute
            }
            else
            {
                unchecked
                {
                    Sum += weights.Over(values[first..i], lengths[first..i]);
                }

                Covered += end - from;
            }

            from = end;
        }
    }

    private void AddPart(Weights weights, long part, long value)
    {
        unchecked
        {
            Sum += weights.Over(value, part);
        }

        Covered += part;
    }

    private void Close()
    {
        if (Covered > 0 && (BestCovered == 0 || Wide.Times(Sum, BestCovered) > Wide.Times(BestSum, Covered)))
        {
            (BestSum, BestCovered) = (Sum, Covered);
        }

        (Sum, Covered) = (0, 0);
    }
}
