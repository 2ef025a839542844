namespace DustWatch.Alerting.Detection;

/// <summary>
/// The intervals that sliding windows still need, block by block as they are kept, for writing and for reading. Of many samples a second there are thousands a point, which
/// are most of a state: they are written while nothing can be judged, and so as quickly as memory is copied.
/// <code>
/// ring = tail count *block                                          ; number of the first interval
/// block = milliseconds end values / own-lengths end lengths values / slots *interval   ; of those from tail on
/// interval = end milliseconds value marks
/// </code>
/// </summary>
internal static class RingTransfer
{
    public static void Transfer(ref StateCodec codec, SeriesPlan series, ref IntervalRing? ring)
    {
        if (codec.Has(ref ring, () => new IntervalRing(Math.Max(1, series.RingMilliseconds), series.IntervalMilliseconds)) is not { } known)
        {
            return;
        }

        var tail = known.Tail;
        codec.Long(ref tail);
        var count = codec.Count((int)(known.Head - tail));
        if (codec.IsReading)
        {
            known.Restart(tail, count);
        }

        for (var (number, head) = (tail, tail + count); number < head && !codec.IsBroken;)
        {
            var next = Math.Min(head, (number / IntervalBlock.Count * IntervalBlock.Count) + IntervalBlock.Count);
            if (codec.IsReading)
            {
                Read(ref codec, known, (int)(next - number));
            }
            else
            {
                Write(ref codec, known, number, next);
            }

            number = next;
        }
    }

    private static void Write(ref StateCodec codec, IntervalRing ring, long from, long to)
    {
        var run = ring.RunFrom(from, to);
        if (!run.IsEven && !run.Values.IsEmpty && !run.Lengths.ContainsAnyExcept(run.Lengths[0]))
        {
            run = new IntervalRun(run.Values, run.Lengths[0]); // the same intervals are the same bytes, however they came
        }

        var milliseconds = run.Values.IsEmpty ? IntervalBlock.Slots : run.Milliseconds;
        codec.Int(ref milliseconds);
        if (milliseconds != IntervalBlock.Slots)
        {
            var end = ring[to - 1].End;
            codec.Long(ref end);
            codec.Write(run.Lengths);
            codec.Write(run.Values);
            return;
        }

        for (; from < to; from++)
        {
            var interval = ring[from];
            Transfer(ref codec, ref interval);
        }
    }

    private static void Read(ref StateCodec codec, IntervalRing ring, int count)
    {
        var milliseconds = 0;
        codec.Int(ref milliseconds);
        if (milliseconds != IntervalBlock.Slots)
        {
            ReadRun(ref codec, ring, milliseconds, count);
            return;
        }

        for (; count > 0; count--)
        {
            var interval = default(CoveredInterval);
            Transfer(ref codec, ref interval);
            ring.Restore(interval);
        }
    }

    private static void ReadRun(ref StateCodec codec, IntervalRing ring, int milliseconds, int count)
    {
        var end = 0L;
        codec.Long(ref end);
        Span<int> lengths = stackalloc int[milliseconds == IntervalBlock.OwnLengths ? count : 0];
        codec.Ints(lengths);
        Span<int> values = stackalloc int[count];
        codec.Ints(values);
        if (milliseconds < 0 || values.ContainsAnyExceptInRange(0, int.MaxValue) || lengths.ContainsAnyExceptInRange(1, int.MaxValue))
        {
            codec.Break();
        }
        else
        {
            ring.Restore(lengths.IsEmpty ? new IntervalRun(values, milliseconds) : new IntervalRun(values, lengths), end);
        }
    }

    private static void Transfer(ref StateCodec codec, ref CoveredInterval interval)
    {
        var (end, milliseconds, value, marks) = (interval.End, interval.Milliseconds, interval.Value, (int)interval.Marks);
        codec.Long(ref end);
        codec.Int(ref milliseconds);
        codec.Long(ref value);
        codec.Int(ref marks);
        interval = new CoveredInterval(end, milliseconds, value, (SampleMarks)marks);
    }
}
