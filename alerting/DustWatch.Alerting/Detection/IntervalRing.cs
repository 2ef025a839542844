using DustWatch.Alerting.Detection.Calm;

namespace DustWatch.Alerting.Detection;

/// <summary>
/// The covered intervals of one series that some sliding window still needs, numbered from 0 as they came. One ring serves all rules of its series.
/// </summary>
internal sealed class IntervalRing
{
    private const int AwaitingMin = 16; // places beyond the window's, for samples that await in it
    private const int AwaitingMax = 384;

    private readonly long _milliseconds; // of the longest window
    private RingSlot[] _slots;
    private int _tailIndex;
    private long _newest; // end of the newest interval
    private long _settled; // number of the first interval that no sum has taken yet

    /// <summary>A ring for windows of up to <paramref name="milliseconds"/>, sized for one interval each <paramref name="intervalMilliseconds"/>.</summary>
    public IntervalRing(long milliseconds, long intervalMilliseconds)
    {
        _milliseconds = milliseconds;
        var window = milliseconds / intervalMilliseconds;
        AwaitingCount = (int)Math.Clamp(window * 2, AwaitingMin, AwaitingMax);
        _slots = new RingSlot[Capacity(window + 3 + AwaitingCount)];
    }

    /// <summary>Number of the oldest interval kept.</summary>
    public long Tail { get; private set; }

    /// <summary>How many samples of a calm series may await in it.</summary>
    public int AwaitingCount { get; }

    /// <summary>Number that the next interval will get.</summary>
    public long Head { get; private set; }

    /// <summary>The interval with this number, from <see cref="Tail"/> to before <see cref="Head"/>.</summary>
    public CoveredInterval this[long number]
    {
        get
        {
            ref readonly var slot = ref _slots[IndexOf(number)];
            return new CoveredInterval(slot.EndBefore(_newest), slot.Milliseconds, slot.Value, slot.Marks);
        }
    }

    /// <summary>The same, as it is kept, and its end.</summary>
    public ref readonly RingSlot SlotOf(long number, out long end)
    {
        ref readonly var slot = ref _slots[IndexOf(number)];
        end = slot.EndBefore(_newest);
        return ref slot;
    }

    /// <summary>Appends an interval that ends later than all before it.</summary>
    public void Push(long end, int milliseconds, long value, SampleMarks marks)
    {
        Trim(end - _milliseconds, atLeast: 0);
        if (Head - Tail == _slots.Length)
        {
            Grow();
        }

        _slots[IndexOf(Head)] = new RingSlot(end, milliseconds, value, marks);
        Head++;
        (_newest, _settled) = (end, Head);
    }

    /// <summary>Whether <paramref name="count"/> more have a place.</summary>
    public bool HasPlaces(int count) => _slots.Length - (Head - Tail) >= count;

    /// <summary>Appends what samples cover that no sum has taken yet, each from the one before it on; the last one ends at <paramref name="newest"/>.</summary>
    public void Await(ReadOnlySpan<AwaitingSample> samples, long newest, FactorPlan? factor)
    {
        var index = IndexOf(Head);
        var slots = _slots.AsSpan();
        var before = unchecked((int)_newest);
        foreach (ref readonly var sample in samples)
        {
            slots[index] = new RingSlot(sample.Time, unchecked(sample.Time - before), factor?.Apply(sample.Value) ?? sample.Value, SampleMarks.None);
            before = sample.Time;
            index = index + 1 == slots.Length ? 0 : index + 1;
        }

        Head += samples.Length;
        _newest = newest;
    }

    /// <summary>The intervals that no sum has taken yet, as far as they lie together: to be asked until there are none. They count as taken.</summary>
    /// <param name="end">End of the last of them.</param>
    public ReadOnlySpan<RingSlot> TakeAwaiting(out long end)
    {
        var first = IndexOf(_settled);
        var count = (int)Math.Min(Head - _settled, _slots.Length - first);
        _settled += count;
        end = count == 0 ? _newest : _slots[first + count - 1].EndBefore(_newest);
        return _slots.AsSpan(first, count);
    }

    /// <summary>Drops what no window needs that ends with the newest interval.</summary>
    public void TrimToNewest() => Trim(_newest - _milliseconds, atLeast: 1);

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
        (Tail, Head, _settled) = (number, number, number);
        _tailIndex = 0;
    }

    private void Trim(long edge, int atLeast)
    {
        while (Head - Tail > atLeast && _slots[_tailIndex].EndBefore(_newest) <= edge)
        {
            Tail++;
            _tailIndex = _tailIndex + 1 == _slots.Length ? 0 : _tailIndex + 1;
        }
    }

    private int IndexOf(long number)
    {
        var index = _tailIndex + (int)(number - Tail);
        return index >= _slots.Length ? index - _slots.Length : index;
    }

    /// <summary>Strides that are no power of two, so that the rings of many series do not share cache sets.</summary>
    private static int Capacity(long wanted) => (int)(long.IsPow2(wanted) ? wanted + 1 : wanted);

    private void Grow()
    {
        // Ends differ by at least 1 ms: more slots than the window has ms cannot be in use.
        var larger = new RingSlot[Capacity(Math.Min((_slots.Length * 2L) + 1, _milliseconds + 3))];
        for (var number = Tail; number < Head; number++)
        {
            larger[number - Tail] = _slots[IndexOf(number)];
        }

        _slots = larger;
        _tailIndex = 0;
    }
}
