namespace DustWatch.Alerting.Detection;

/// <summary>The state that only some kinds of rules need, for writing and for reading.</summary>
internal static class SideTransfer
{
    public static void Transfer(ref StateCodec codec, SeriesPlan series, ref TrackSide? side)
    {
        if (codec.Has(ref side, static () => new TrackSide()) is not { } known)
        {
            return;
        }

        Transfer(ref codec, ref known.Extreme);
        Transfer(ref codec, ref known.Minutes);
        Transfer(ref codec, ref known.Parts);
        if (codec.Has(ref known.Names, () => new WeekSums(series.Calendar.Names.Length)) is { } names)
        {
            foreach (ref var sum in names.Sums.AsSpan())
            {
                codec.Wide(ref sum);
            }

            codec.Longs(names.Covered);
        }

        Transfer(ref codec, ref known.Flap);
    }

    public static void Transfer(ref StateCodec codec, ref FlapState? flap)
    {
        if (codec.Has(ref flap, static () => new FlapState()) is not { } known)
        {
            return;
        }

        var wanted = (int)known.Wanted;
        codec.Int(ref wanted);
        known.Wanted = (Level)wanted;
        codec.Long(ref known.LastChange);
        codec.Bool(ref known.IsFlapping);
        long[] changes = [.. known.Changes];
        var count = codec.Count(changes.Length);
        for (var i = 0; i < count && !codec.IsBroken; i++)
        {
            var change = codec.IsReading ? 0 : changes[i];
            codec.Long(ref change);
            if (codec.IsReading)
            {
                known.Changes.Enqueue(change);
            }
        }
    }

    private static void Transfer(ref StateCodec codec, ref SlidingExtreme? extreme)
    {
        if (codec.Has(ref extreme, static () => new SlidingExtreme()) is not { } known)
        {
            return;
        }

        var count = codec.Count(known.Count);
        for (var i = 0; i < count && !codec.IsBroken; i++)
        {
            var (end, value) = codec.IsReading ? default : known[i];
            codec.Long(ref end);
            codec.Long(ref value);
            if (codec.IsReading)
            {
                known.Add(end, value);
            }
        }
    }

    private static void Transfer(ref StateCodec codec, ref MinuteBuckets? minutes)
    {
        if (codec.Has(ref minutes, static () => new MinuteBuckets()) is not { } known)
        {
            return;
        }

        Minute[] buckets = [.. known.Read()];
        var count = codec.Count(buckets.Length);
        for (var i = 0; i < count && !codec.IsBroken; i++)
        {
            var minute = codec.IsReading ? default : buckets[i];
            var marks = (int)minute.Marks;
            codec.Long(ref minute.End);
            codec.Wide(ref minute.Sum);
            codec.Long(ref minute.Covered);
            codec.Long(ref minute.Counted);
            codec.Long(ref minute.PeakTime);
            codec.Long(ref minute.PeakValue);
            codec.Int(ref marks);
            minute.Marks = (SampleMarks)marks;
            if (codec.IsReading)
            {
                known.Restore(minute);
            }
        }
    }

    private static void Transfer(ref StateCodec codec, ref PartRuns? parts)
    {
        if (codec.Has(ref parts, static () => new PartRuns()) is not { } known)
        {
            return;
        }

        codec.Long(ref known.Start);
        codec.Long(ref known.End);
        codec.Long(ref known.Worked);
        codec.Wide(ref known.Sum);
        codec.Long(ref known.Covered);
        codec.Long(ref known.ClosedUntil);
        codec.Long(ref known.JudgedEnd);
        codec.Wide(ref known.JudgedSum);
        codec.Long(ref known.JudgedCovered);
        codec.Long(ref known.JudgedWorked);
        codec.Long(ref known.Number);
        codec.Long(ref known.RunStart);
        codec.Long(ref known.RunEnd);
        codec.Bool(ref known.IsTooLong);
        codec.Bool(ref known.IsTooSoon);
        codec.Bool(ref known.IsBroken);
        codec.Long(ref known.UncoveredFrom);
        codec.Long(ref known.UncoveredUntil);
    }
}
