using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Every field of a detector's state in one order, for writing and for reading.</summary>
internal static class StateTransfer
{
    public static void Transfer(ref StateCodec codec, DetectionPlan plan, DetectionState state)
    {
        foreach (var point in plan.Points)
        {
            Transfer(ref codec, ref state.Arrivals[point.Local]);
            Transfer(ref codec, ref state.Histories[point.Local]);
            codec.Long(ref state.ChangedAt[point.Local]);
            Transfer(ref codec, state, point.Local);
        }

        foreach (ref var fault in state.Faults.AsSpan())
        {
            Transfer(ref codec, ref fault);
        }

        for (var i = 0; i < state.Series.Length; i++)
        {
            Transfer(ref codec, ref state.Fronts[i], ref state.Series[i]);
            Transfer(ref codec, ref state.Quality[i]);
            Transfer(ref codec, ref state.Held[i], plan.Series[i]);
            RingTransfer.Transfer(ref codec, plan.Series[i], ref state.Rings[i]);
            for (var rule = 0; rule < plan.Series[i].Rules.Length; rule++)
            {
                var track = plan.Series[i].FirstTrack + rule;
                Transfer(ref codec, ref state.Tracks[track]);
                SideTransfer.Transfer(ref codec, plan.Series[i], ref state.Sides[track]);
            }
        }

        foreach (ref var latch in state.Latches.AsSpan())
        {
            codec.Bool(ref latch.IsOn);
            codec.Long(ref latch.RunStart);
            codec.Long(ref latch.RunCovered);
        }
    }

    private static void Transfer(ref StateCodec codec, ref ArrivalState arrivals)
    {
        codec.Long(ref arrivals.Last);
        codec.Bool(ref arrivals.IsWatched);
        if (codec.Has(ref arrivals.Refusals, static () => new RefusalMinutes()) is { } refusals)
        {
            codec.Longs(refusals.Minutes);
            codec.Ints(refusals.Taken);
            codec.Ints(refusals.Refused);
            codec.Bool(ref refusals.IsWatched);
            codec.Long(ref refusals.JudgedUntil);
            codec.Long(ref refusals.LastRefusal);
        }
    }

    private static void Transfer(ref StateCodec codec, ref FaultHistory? history)
    {
        if (codec.Has(ref history, static () => new FaultHistory()) is not { } known)
        {
            return;
        }

        var before = known.Before;
        codec.Int(ref before);
        known.Before = before;

        // Those of the point as a whole, by arrivals, have the number 0.
        var arrivals = known.ArrivalChanges;
        var count = codec.Count(arrivals.Count + known.Changes.Count);
        for (var i = 0; i < count && !codec.IsBroken; i++)
        {
            var (at, change, who) = codec.IsReading ? default
                : i < arrivals.Count ? (arrivals[i].At, arrivals[i].Change, Who: 0)
                : known.Changes[i - arrivals.Count];
            codec.Long(ref at);
            codec.Int(ref change);
            codec.Int(ref who);
            if (codec.IsReading && who == 0)
            {
                arrivals.Add((at, change));
            }
            else if (codec.IsReading)
            {
                known.Changes.Add((at, change, who));
            }
        }
    }

    private static void Transfer(ref StateCodec codec, DetectionState state, int local)
    {
        if (codec.Has(ref state.Late[local], static () => new LateMarks()) is not { } known)
        {
            return;
        }

        codec.Long(ref known.Pending);
        var count = codec.Count(known.Noted.Count);
        for (var i = 0; i < count && !codec.IsBroken; i++)
        {
            var (samples, since) = codec.IsReading ? default : known.Noted[i];
            codec.Long(ref samples);
            codec.Long(ref since);
            if (codec.IsReading)
            {
                known.Noted.Add((samples, since));
            }
        }

        if (known.Pending != LateMarks.None)
        {
            state.LatePoints.Add(local);
        }
    }

    private static void Transfer(ref StateCodec codec, ref FaultState fault)
    {
        codec.Bool(ref fault.IsFault);
        codec.Int(ref fault.Holding);
        codec.Long(ref fault.HeldAt);
        codec.Int(ref fault.HeldWho);
        codec.Long(ref fault.EpisodeStart);
        codec.Long(ref fault.LastAt);
        codec.Int(ref fault.LastN);
        codec.Long(ref fault.Since);
        codec.Long(ref fault.SilentSince);
        SideTransfer.Transfer(ref codec, ref fault.Flap);
    }

    private static void Transfer(ref StateCodec codec, ref SeriesFront front, ref SeriesState series)
    {
        codec.Long(ref front.LastTime);
        codec.Long(ref series.LastValue);
        codec.Long(ref front.LastArrival);
        codec.Long(ref series.CoveredEnd);
        codec.Long(ref series.CoveredTotal);
        codec.Long(ref series.ClosedUntil);
    }

    private static void Transfer(ref StateCodec codec, ref HeldBack? held, SeriesPlan series)
    {
        if (codec.Has(ref held, static () => new HeldBack()) is not { } known)
        {
            return;
        }

        var largest = known.LargestTime;
        var count = codec.Count(known.Count);
        for (var i = 0; i < count && !codec.IsBroken; i++)
        {
            var sample = codec.IsReading ? default : known[i];
            var (time, value, flag) = (sample.Time, sample.Sample.Value, (int)sample.Sample.Flag);
            var (arrival, lastArrival) = (sample.Arrival, sample.LastArrival);
            codec.Long(ref time);
            codec.Long(ref value);
            codec.Int(ref flag);
            codec.Long(ref arrival);
            codec.Long(ref lastArrival);
            if (codec.IsReading)
            {
                known.Add(new HeldSample(new Sample(new Instant(time), value, series.Point.Number, series.Quantity, (SampleFlag)flag), arrival, lastArrival));
            }
        }

        codec.Long(ref largest);
        known.LargestTime = largest;
    }

    private static void Transfer(ref StateCodec codec, ref QualityState quality)
    {
        codec.Long(ref quality.ValidTime);
        codec.Long(ref quality.ValidValue);
        codec.Long(ref quality.SameSince);
        codec.Long(ref quality.StuckSince);
        if (codec.Has(ref quality.Spacings, static () => new Spacings()) is { } spacings)
        {
            codec.Longs(spacings.Milliseconds);
            codec.Long(ref spacings.Seen);
        }
    }

    private static void Transfer(ref StateCodec codec, ref TrackState track)
    {
        var level = (int)track.Level;
        codec.Int(ref level);
        track.Level = (Level)level;
        codec.Bool(ref track.IsQuiet);
        codec.Long(ref track.EpisodeStart);
        codec.Long(ref track.LastAt);
        codec.Int(ref track.LastN);
        codec.Long(ref track.Start);
        codec.Long(ref track.End);
        codec.Int(ref track.Shift);
        codec.Bool(ref track.IsOpen);
        codec.Wide(ref track.Sum);
        codec.Long(ref track.Covered);
        var marks = (int)track.Marks;
        codec.Int(ref marks);
        track.Marks = (SampleMarks)marks;
        codec.Long(ref track.Raw);
        codec.Long(ref track.PeakTime);
        codec.Long(ref track.PeakValue);
        codec.Long(ref track.Minutes.MinuteEnd);
        codec.Wide(ref track.Minutes.Sum);
        codec.Long(ref track.Minutes.Covered);
        codec.Wide(ref track.Minutes.BestSum);
        codec.Long(ref track.Minutes.BestCovered);
        codec.Long(ref track.Sliding.Tail);
        codec.Wide(ref track.Sliding.Sum);
        codec.Long(ref track.Sliding.Covered);
        codec.Long(ref track.Sliding.Counted);
    }
}
