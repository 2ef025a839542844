namespace DustWatch.Alerting.Detection;

/// <summary>
/// A sliding window over 15 min, kept in buckets of one UTC minute: its left edge is a whole minute, so whole buckets come and go. A minute without
/// data has no bucket.
/// </summary>
internal sealed class MinuteBuckets
{
    private const long MinuteMilliseconds = 60_000;

    private readonly Queue<Minute> _closed = [];
    private Minute _open; // Covered 0: none

    /// <summary>Σ weight · d of the window.</summary>
    public Int128 Sum { get; private set; }

    /// <summary>ms covered of it.</summary>
    public long Covered { get; private set; }

    /// <summary>Samples of it above the rule's bound.</summary>
    public long Counted { get; private set; }

    /// <summary>How many buckets there are.</summary>
    public int Count => _closed.Count + (_open.Covered > 0 ? 1 : 0);

    /// <summary>The end of the UTC minute that <paramref name="instant"/> lies in.</summary>
    public static long EndOf(long instant)
    {
        var minutes = Math.DivRem(instant, MinuteMilliseconds, out var rest);
        return (minutes + (rest > 0 ? 1 : 0)) * MinuteMilliseconds;
    }

    /// <summary>Drops the minutes that end at or before <paramref name="edge"/>, a whole minute.</summary>
    public void Advance(long edge)
    {
        while (_closed.TryPeek(out var first) && first.End <= edge)
        {
            Drop(_closed.Dequeue());
        }

        if (_open.Covered > 0 && _open.End <= edge)
        {
            Drop(_open);
            _open = default;
        }
    }

    /// <summary>Adds what a sample covers, after <see cref="Advance"/>: cut at minutes, and at the left edge.</summary>
    public void Add(Weights weights, long from, in Step step, bool isCounted)
    {
        for (var start = from; start < step.To;)
        {
            var end = Math.Min(step.To, EndOf(start + 1));
            Add(weights, start, end, step, isCounted && end == step.To);
            start = end;
        }
    }

    /// <summary>What lies right of <paramref name="edge"/>, a whole minute.</summary>
    public (Int128 Sum, long Covered, long Counted) Within(long edge)
    {
        var (sum, covered, counted) = (Sum, Covered, Counted);
        var oldest = _closed.TryPeek(out var closed) ? closed : _open;
        if (oldest.Covered == 0 || oldest.End > edge)
        {
            return (sum, covered, counted);
        }

        foreach (var minute in Read().TakeWhile(minute => minute.End <= edge))
        {
            (sum, covered, counted) = (sum - minute.Sum, covered - minute.Covered, counted - minute.Counted);
        }

        return (sum, covered, counted);
    }

    /// <summary>Every minute of the window, by time.</summary>
    public IEnumerable<Minute> Read() => _open.Covered > 0 ? _closed.Append(_open) : _closed;

    /// <summary>Takes a minute of a checkpoint.</summary>
    public void Restore(in Minute minute)
    {
        if (_open.Covered > 0)
        {
            _closed.Enqueue(_open);
        }

        _open = minute;
        (Sum, Covered, Counted) = (Sum + minute.Sum, Covered + minute.Covered, Counted + minute.Counted);
    }

    private void Add(Weights weights, long start, long end, in Step step, bool isCounted)
    {
        var minute = EndOf(end);
        if (_open.Covered > 0 && _open.End != minute)
        {
            _closed.Enqueue(_open);
            _open = default;
        }

        if (_open.Covered == 0 || step.Value > _open.PeakValue)
        {
            (_open.PeakTime, _open.PeakValue) = (step.To, step.Value);
        }

        var sum = weights.Over(step.Value, end - start);
        var counted = isCounted ? 1 : 0;
        unchecked
        {
            (_open.Sum, Sum) = (_open.Sum + sum, Sum + sum);
        }

        _open.End = minute;
        _open.Marks |= step.Marks;
        (_open.Covered, Covered) = (_open.Covered + end - start, Covered + end - start);
        (_open.Counted, Counted) = (_open.Counted + counted, Counted + counted);
    }

    private void Drop(in Minute minute)
    {
        unchecked
        {
            Sum -= minute.Sum;
        }

        (Covered, Counted) = (Covered - minute.Covered, Counted - minute.Counted);
    }
}
