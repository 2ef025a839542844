using System.Runtime.CompilerServices;

namespace DustWatch.Alerting.Detection;

/// <summary>
/// The covered intervals of one series that some sliding window still needs, numbered from 0 as they came. One ring serves all rules of its series.
/// An interval's number says where it stands in its <see cref="IntervalBlock"/>.
/// </summary>
internal sealed class IntervalRing
{
    private const int AwaitingMin = IntervalBlock.Count; // places beyond the window's, for samples that await in it
    private const int AwaitingMax = 1024;
    private const int BlockBits = 6;
    private const int PlaceMask = IntervalBlock.Count - 1;

    private readonly long _milliseconds; // of the longest window
    private IntervalBlock[] _blocks;
    private IntervalLengths? _lengths; // made for the first block of intervals with lengths of their own
    private RingSlot[]?[]? _slots; // [block][place], made for the first block that has slots; used again
    private int _tailIndex; // of the block that Tail stands in
    private long _newest; // end of the newest interval
    private long _settled; // number of the first interval that no sum has taken yet

    /// <summary>A ring for windows of up to <paramref name="milliseconds"/>, sized for one interval each <paramref name="intervalMilliseconds"/>.</summary>
    public IntervalRing(long milliseconds, long intervalMilliseconds)
    {
        _milliseconds = milliseconds;
        var window = milliseconds / intervalMilliseconds;
        AwaitingCount = (int)Math.Clamp(window * 2, AwaitingMin, AwaitingMax);
        _blocks = new IntervalBlock[BlocksFor(window + 3 + AwaitingCount)];
    }

    /// <summary>Number of the oldest interval kept.</summary>
    public long Tail { get; private set; }

    /// <summary>How many samples of a calm series may await in it.</summary>
    public int AwaitingCount { get; }

    /// <summary>Number that the next interval will get.</summary>
    public long Head { get; private set; }

    /// <summary>Where the next interval will stand in its block.</summary>
    public int HeadPlace => PlaceOf(Head);

    /// <summary>The interval with this number, from <see cref="Tail"/> to before <see cref="Head"/>.</summary>
    public CoveredInterval this[long number]
    {
        get
        {
            var index = IndexOf(number);
            ref readonly var block = ref _blocks[index];
            var place = PlaceOf(number);
            if (block.HasSlots)
            {
                ref readonly var slot = ref SlotsOf(index)[place];
                return new CoveredInterval(slot.EndBefore(block.End), slot.Milliseconds, slot.Value, slot.Marks);
            }

            var later = (int)(Math.Min(number | PlaceMask, Head - 1) - number);
            var (milliseconds, after) = block.IsEven
                ? (block.Milliseconds, (long)later * block.Milliseconds)
                : (LengthsOf(index)[place], BlockValues.Sum(LengthsOf(index).Slice(place + 1, later)));
            return new CoveredInterval(block.End - after, milliseconds, block.Values[place], SampleMarks.None);
        }
    }

    /// <summary>Appends an interval that ends later than all before it.</summary>
    public void Push(long end, int milliseconds, long value, SampleMarks marks)
    {
        Trim(end - _milliseconds, atLeast: 0);
        if (!HasPlaces(1))
        {
            Grow();
        }

        if (marks == SampleMarks.None && value is >= 0 and <= int.MaxValue)
        {
            Append(new IntervalRun([(int)value], milliseconds), end);
        }
        else
        {
            AppendSlot(new RingSlot(end, milliseconds, value, marks), end);
        }

        (_newest, _settled) = (end, Head);
    }

    /// <summary>Appends what was kept of a block without slots, the last of which ends at <paramref name="newest"/>; <see cref="Restart"/> has made places for it.</summary>
    public void Restore(in IntervalRun run, long newest)
    {
        Append(run, newest);
        (_newest, _settled) = (newest, Head);
    }

    /// <summary>Appends what was kept as a slot; <see cref="Restart"/> has made a place for it.</summary>
    public void Restore(in CoveredInterval interval)
    {
        AppendSlot(new RingSlot(interval.End, interval.Milliseconds, interval.Value, interval.Marks), interval.End);
        (_newest, _settled) = (interval.End, Head);
    }

    /// <summary>Whether <paramref name="count"/> more have a place.</summary>
    public bool HasPlaces(int count) => Head + count - (Tail & ~(long)PlaceMask) <= (long)_blocks.Length << BlockBits;

    /// <summary>Appends what samples cover that no sum has taken yet: one after the other up to <paramref name="newest"/>, and all in one block.</summary>
    public void Await(in IntervalRun run, long newest)
    {
        Append(run, newest);
        _newest = newest;
    }

    /// <summary>The intervals that no sum has taken yet, from one number to before another. They count as taken.</summary>
    public (long From, long To) TakeAwaiting()
    {
        var from = _settled;
        _settled = Head;
        return (from, Head);
    }

    /// <summary>Drops what no window needs that ends with the newest interval.</summary>
    public void TrimToNewest() => Trim(_newest - _milliseconds, atLeast: 1);

    /// <summary>The first interval from number <paramref name="from"/> on that ends after <paramref name="edge"/>; <see cref="Head"/> when none does.</summary>
    public long FirstAfter(long from, long edge)
    {
        for (var index = IndexOf(from); from < Head; index = NextOf(index))
        {
            ref readonly var block = ref _blocks[index];
            var next = Math.Min((from | PlaceMask) + 1, Head);
            if (block.End > edge)
            {
                return block.HasSlots ? FirstSlotAfter(from, edge)
                    : !block.IsEven ? from + FirstAfter(LengthsOf(index).Slice(PlaceOf(from), (int)(next - from)), block.End, edge)
                    : block.End - ((next - 1 - from) * block.Milliseconds) > edge ? from
                    : next - 1 - ((block.End - edge - 1) / block.Milliseconds);
            }

            from = next;
        }

        return Head;
    }

    /// <summary>What the intervals from number <paramref name="from"/> to before <paramref name="to"/> come to.</summary>
    public IntervalSums Sum(long from, long to, Weights weights, long over)
    {
        var sums = default(IntervalSums);
        while (from < to)
        {
            ref readonly var block = ref _blocks[IndexOf(from)];
            var next = Math.Min((from | PlaceMask) + 1, to);
            if (block.HasSlots)
            {
                AddSlots(ref sums, from, next, weights, over);
            }
            else if (next - from == IntervalBlock.Count && weights.IsLinear)
            {
                sums.AddLinear(block, over);
            }
            else
            {
                sums.Add(weights, over, RunFrom(from, next));
            }

            from = next;
        }

        return sums;
    }

    /// <summary>The intervals from number <paramref name="from"/> on, up to before <paramref name="to"/> and in one block; none where that has slots.</summary>
    public IntervalRun RunFrom(long from, long to)
    {
        var index = IndexOf(from);
        ref readonly var block = ref _blocks[index];
        if (block.HasSlots)
        {
            return default;
        }

        var (place, count) = (PlaceOf(from), (int)(Math.Min((from | PlaceMask) + 1, to) - from));
        var values = ((ReadOnlySpan<int>)block.Values).Slice(place, count);
        return block.IsEven ? new IntervalRun(values, block.Milliseconds) : new IntervalRun(values, LengthsOf(index).Slice(place, count));
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

    /// <summary>Empties the ring, lets numbers start at <paramref name="number"/>, and has places for <paramref name="count"/> at least.</summary>
    public void Restart(long number, int count)
    {
        (Tail, Head, _settled) = (number, number, number);
        _tailIndex = 0;
        if (!HasPlaces(count))
        {
            (_blocks, _lengths, _slots) = (new IntervalBlock[BlocksFor((long)count + AwaitingCount)], null, null);
        }
    }

    private static int PlaceOf(long number) => (int)(number & PlaceMask);

    private static long BlocksFor(long places) => (places >> BlockBits) + 2; // the first may be used from its last place on

    private bool IsFirstOfBlock => HeadPlace == 0 || Head == Tail;

    private void Append(in IntervalRun run, long newest)
    {
        var index = IndexOf(Head);
        ref var block = ref _blocks[index];
        var (covered, count) = (run.Covered, run.Values.Length);
        if (IsFirstOfBlock)
        {
            Begin(index, run.Milliseconds);
        }
        else if (newest - covered != block.End)
        {
            SlotsFrom(index);
        }

        if (block.HasSlots || !block.HasTime(covered))
        {
            AppendSlots(SlotsFrom(index).AsSpan(HeadPlace, count), run, newest - covered);
        }
        else
        {
            if (!run.IsEven || block.Milliseconds != run.Milliseconds)
            {
                run.CopyLengths(LengthsFrom(index).Slice(HeadPlace, count));
            }

            block.Add(HeadPlace, run, covered);
        }

        block.End = newest;
        Head += count;
    }

    private void Begin(int index, int milliseconds)
    {
        _blocks[index].Begin(milliseconds);
        _lengths?.Free(index);
    }

    private void AppendSlot(RingSlot slot, long end)
    {
        var index = IndexOf(Head);
        if (IsFirstOfBlock)
        {
            Begin(index, IntervalBlock.Slots);
        }

        SlotsFrom(index)[HeadPlace] = slot;
        _blocks[index].End = end;
        Head++;
    }

    private static void AppendSlots(Span<RingSlot> slots, in IntervalRun run, long from)
    {
        for (var i = 0; i < slots.Length; i++)
        {
            var milliseconds = run.IsEven ? run.Milliseconds : run.Lengths[i];
            from += milliseconds;
            slots[i] = new RingSlot(from, milliseconds, run.Values[i], SampleMarks.None);
        }
    }

    private Span<int> LengthsOf(int index) => _lengths!.Of(index);

    /// <summary>The lengths of the newest block's intervals, which each has its own from now on.</summary>
    private Span<int> LengthsFrom(int index)
    {
        _lengths ??= new IntervalLengths(_blocks.Length);
        var lengths = _lengths.RoomFor(index);
        ref var block = ref _blocks[index];
        if (block.IsEven)
        {
            lengths[..HeadPlace].Fill(block.Milliseconds);
            block.Milliseconds = IntervalBlock.OwnLengths;
        }

        return lengths;
    }

    private RingSlot[] SlotsOf(int index) => _slots![index]!;

    /// <summary>The intervals of the newest block, each as it is kept from now on.</summary>
    private RingSlot[] SlotsFrom(int index)
    {
        _slots ??= new RingSlot[_blocks.Length][];
        var slots = _slots[index] ??= new RingSlot[IntervalBlock.Count];
        ref var block = ref _blocks[index];
        if (!block.HasSlots)
        {
            for (var number = Math.Max(Tail, Head & ~(long)PlaceMask); number < Head; number++)
            {
                var interval = this[number];
                slots[PlaceOf(number)] = new RingSlot(interval.End, interval.Milliseconds, interval.Value, interval.Marks);
            }

            block.Milliseconds = IntervalBlock.Slots;
        }

        return slots;
    }

    private void AddSlots(ref IntervalSums sums, long from, long to, Weights weights, long over)
    {
        foreach (ref readonly var slot in SlotsOf(IndexOf(from)).AsSpan(PlaceOf(from), (int)(to - from)))
        {
            sums.Add(weights, over, slot.Value, slot.Milliseconds);
        }
    }

    private long FirstSlotAfter(long from, long edge)
    {
        while (this[from].End <= edge)
        {
            from++;
        }

        return from;
    }

    /// <summary>Which of the intervals of these lengths, the last of which ends at <paramref name="last"/>, is the first to end after <paramref name="edge"/>.</summary>
    private static int FirstAfter(ReadOnlySpan<int> lengths, long last, long edge)
    {
        var (place, end) = (0, last - BlockValues.Sum(lengths[1..]));
        while (end <= edge)
        {
            end += lengths[++place];
        }

        return place;
    }

    private void Trim(long edge, int atLeast)
    {
        var tail = Math.Min(FirstAfter(Tail, edge), Head - atLeast);
        if (tail > Tail)
        {
            _tailIndex = IndexOf(tail);
            Tail = tail;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int IndexOf(long number)
    {
        var index = _tailIndex + (int)((number >> BlockBits) - (Tail >> BlockBits));
        return index >= _blocks.Length ? index - _blocks.Length : index;
    }

    private int NextOf(int index) => index + 1 == _blocks.Length ? 0 : index + 1;

    private void Grow()
    {
        // Ends differ by at least 1 ms: more places than the window has ms cannot be in use.
        var length = (int)Math.Min((_blocks.Length * 2L) + 1, BlocksFor(_milliseconds + 3));
        var larger = new IntervalBlock[length];
        var slots = _slots is null ? null : new RingSlot[length][];
        for (var i = 0; i < _blocks.Length; i++)
        {
            var index = _tailIndex + i < _blocks.Length ? _tailIndex + i : _tailIndex + i - _blocks.Length;
            larger[i] = _blocks[index];
            if (slots is not null)
            {
                slots[i] = _slots![index]!;
            }
        }

        (_blocks, _lengths, _slots, _tailIndex) = (larger, _lengths?.Moved(_tailIndex, length), slots, 0);
    }
}
