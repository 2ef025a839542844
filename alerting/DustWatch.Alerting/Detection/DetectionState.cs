namespace DustWatch.Alerting.Detection;

/// <summary>Everything of a detector that changes, in flat arrays whose places the plan gives.</summary>
internal sealed class DetectionState
{
    public DetectionState(DetectionPlan plan, long watchingSince)
    {
        Arrivals = new long[plan.Points.Length];
        Array.Fill(Arrivals, watchingSince);
        Silences = new SilenceState[plan.SilenceCount];
        Array.Fill(Silences, SilenceState.Fresh);
        Series = new SeriesState[plan.Series.Length];
        Array.Fill(Series, SeriesState.Fresh);
        Rings = new IntervalRing?[plan.Series.Length];
        Tracks = new TrackState[plan.TrackCount];
        Array.Fill(Tracks, TrackState.Fresh);
        Maxima = new SlidingMaximum?[plan.TrackCount];
        Latches = new LatchState[plan.LatchCount];
        Array.Fill(Latches, LatchState.Off);
    }

    public long[] Arrivals { get; } // [point], the last of any quantity and flag

    public SilenceState[] Silences { get; } // [silence], as the plan numbers them

    public SeriesState[] Series { get; } // [series]

    public IntervalRing?[] Rings { get; } // [series], made with the first valid sample where a rule needs one

    public TrackState[] Tracks { get; } // [track]

    public SlidingMaximum?[] Maxima { get; } // [track], made with the first valid sample of a sliding maximum

    public LatchState[] Latches { get; } // [latch]

    /// <summary>Takes over the state of a point that has not changed.</summary>
    public void CopyPoint(PointPlan to, DetectionState old, PointPlan from)
    {
        Arrivals[to.Local] = old.Arrivals[from.Local];
        Array.Copy(old.Silences, from.FirstSilence, Silences, to.FirstSilence, to.Silences.Length);
        Array.Copy(old.Series, from.FirstSeries, Series, to.FirstSeries, to.SeriesCount);
        Array.Copy(old.Rings, from.FirstSeries, Rings, to.FirstSeries, to.SeriesCount);
        Array.Copy(old.Tracks, from.FirstTrack, Tracks, to.FirstTrack, to.TrackCount);
        Array.Copy(old.Maxima, from.FirstTrack, Maxima, to.FirstTrack, to.TrackCount);
        Array.Copy(old.Latches, from.FirstLatch, Latches, to.FirstLatch, to.LatchCount);
    }
}
