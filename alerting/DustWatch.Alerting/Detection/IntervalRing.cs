namespace DustWatch.Alerting.Detection;

/// <summary>
/// The covered intervals of one series that some sliding window still needs, numbered from 0 as they came. One ring serves all rules of its series.
/// </summary>
internal sealed class IntervalRing
{
    private readonly long _milliseconds; // of the longest window
    private RingSlot[] _slots;
    private int _tailIndex;

    /// <summary>A ring for windows of up to <paramref name="milliseconds"/>, sized for one interval each <paramref name="intervalMilliseconds"/>.</summary>
    public IntervalRing(long milliseconds, long intervalMilliseconds)
    {
        _milliseconds = milliseconds;
        _slots = new RingSlot[Capacity((milliseconds / intervalMilliseconds) + 3)];
    }

    /// <summary>Number of the oldest interval kept.</summary>
    public long Tail { get; private set; }

    /// <summary>Number that the next interval will get.</summary>
    public long Head { get; private set; }

    /// <summary>The interval with this number, from <see cref="Tail"/> to before <see cref="Head"/>.</summary>
    public ref RingSlot this[long number]
    {
        get
        {
            var index = _tailIndex + (int)(number - Tail);
            return ref _slots[index >= _slots.Length ? index - _slots.Length : index];
        }
    }

    /// <summary>Appends an interval that ends later than all before it.</summary>
    public void Push(long end, int milliseconds, long value, SampleMarks marks)
    {
        while (Head > Tail && _slots[_tailIndex].End <= end - _milliseconds)
        {
            Tail++;
            _tailIndex = _tailIndex + 1 == _slots.Length ? 0 : _tailIndex + 1;
        }

        if (Head - Tail == _slots.Length)
        {
            Grow();
        }

        Head++;
        this[Head - 1] = new RingSlot { End = end, Value = value, Milliseconds = milliseconds, Marks = marks };
    }

    /// <summary>A ring for longer windows: what <paramref name="older"/> holds from before <paramref name="newer"/> begins, and all of <paramref name="newer"/>.</summary>
    public static IntervalRing Join(IntervalRing? older, IntervalRing? newer, long milliseconds, long intervalMilliseconds)
    {
        var joined = new IntervalRing(milliseconds, intervalMilliseconds);
        var from = newer is { } ring && ring.Head > ring.Tail ? ring[ring.Tail].End : long.MaxValue;
        foreach (var (part, until) in new[] { (older, from), (newer, long.MaxValue) })
        {
            for (var number = part?.Tail ?? 0; number < (part?.Head ?? 0); number++)
            {
                if (part?[number] is { } slot && slot.End < until)
                {
                    joined.Push(slot.End, slot.Milliseconds, slot.Value, slot.Marks);
                }
            }
        }

        return joined;
    }

    /// <summary>Empties the ring and lets numbers start at <paramref name="number"/>.</summary>
    public void Restart(long number)
    {
        Tail = number;
        Head = number;
        _tailIndex = 0;
    }

    /// <summary>Strides that are no power of two, so that the rings of many series do not share cache sets.</summary>
    private static int Capacity(long wanted) => (int)(long.IsPow2(wanted) ? wanted + 1 : wanted);

    private void Grow()
    {
        // Ends differ by at least 1 ms: more slots than the window has ms cannot be in use.
        var larger = new RingSlot[Capacity(Math.Min((_slots.Length * 2L) + 1, _milliseconds + 3))];
        for (var number = Tail; number < Head; number++)
        {
            larger[number - Tail] = this[number];
        }

        _slots = larger;
        _tailIndex = 0;
    }
}
