namespace DustWatch.Alerting.Detection;

/// <summary>Sum over a sliding window: whole intervals from <see cref="Tail"/> on; what sticks out at the left is taken off when it is read.</summary>
internal struct SlidingSum
{
    public long Tail; // number of the first interval in the ring that may overlap the window
    public Int128 Sum;
    public long Covered;
    public long Counted; // samples above the rule's bound

    /// <summary>The sum over the intervals of <paramref name="ring"/> that end after <paramref name="edge"/>.</summary>
    public static SlidingSum Of(IntervalRing ring, BoundRule rule, long edge)
    {
        var sliding = new SlidingSum { Tail = ring.FirstAfter(ring.Tail, edge) };
        sliding.Add(ring.Sum(sliding.Tail, ring.Head, rule.Weights, rule.Over));
        return sliding;
    }

    /// <summary>Drops every interval that ends at or before <paramref name="edge"/>.</summary>
    public void Advance(IntervalRing ring, Weights weights, long over, long edge)
    {
        var first = ring.FirstAfter(Tail, edge);
        if (first == Tail)
        {
            return;
        }

        var left = ring.Sum(Tail, first, weights, over);
        unchecked
        {
            Sum -= left.Sum;
        }

        Covered -= left.Milliseconds;
        Counted -= left.Counted;
        Tail = first;
    }

    /// <summary>Adds the interval of a sample.</summary>
    public void Add(Weights weights, long over, long value, long milliseconds)
    {
        unchecked
        {
            Sum += weights.Over(value, milliseconds);
        }

        Covered += milliseconds;
        Counted += value > over ? 1 : 0;
    }

    /// <summary>Adds intervals that are in the ring already.</summary>
    public void Add(in IntervalSums added)
    {
        unchecked
        {
            Sum += added.Sum;
        }

        Covered += added.Milliseconds;
        Counted += added.Counted;
    }

    /// <summary>The part right of <paramref name="edge"/>, after <see cref="Advance"/> to it.</summary>
    /// <param name="ring">The series' ring.</param>
    /// <param name="weights">The rule's weights.</param>
    /// <param name="edge">Left edge of the window, excluded.</param>
    /// <param name="currentStart">Start of an interval that is in the sum but not yet in the ring; no other when there is none.</param>
    /// <param name="currentValue">Its value.</param>
    public readonly (Int128 Sum, long Covered) Within(IntervalRing ring, Weights weights, long edge, long currentStart, long currentValue)
    {
        var (start, value) = (currentStart, currentValue);
        if (Tail < ring.Head)
        {
            var slot = ring[Tail];
            (start, value) = (slot.Start, slot.Value);
        }

        if (start >= edge)
        {
            return (Sum, Covered);
        }

        unchecked
        {
            return (Sum - weights.Over(value, edge - start), Covered - (edge - start));
        }
    }
}
