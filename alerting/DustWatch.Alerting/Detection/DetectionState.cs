using DustWatch.Alerting.Detection.Calm;

namespace DustWatch.Alerting.Detection;

/// <summary>Everything of a detector that changes, in flat arrays whose places the plan gives.</summary>
internal sealed class DetectionState
{
    public DetectionState(DetectionPlan plan, long watchingSince)
    {
        Arrivals = new ArrivalState[plan.Points.Length];
        Array.Fill(Arrivals, ArrivalState.Since(watchingSince));
        Histories = new FaultHistory?[plan.Points.Length];
        ChangedAt = new long[plan.Points.Length];
        Array.Fill(ChangedAt, SeriesState.Never);
        Late = new LateMarks?[plan.Points.Length];
        Faults = new FaultState[plan.FaultCount];
        Array.Fill(Faults, FaultState.Fresh);
        Fronts = new SeriesFront[plan.Series.Length];
        Array.Fill(Fronts, SeriesFront.Fresh);
        Awaiting = new BlockValues[plan.Series.Length];
        Spacings = new UnevenSpacings?[plan.Series.Length];
        Series = new SeriesState[plan.Series.Length];
        Array.Fill(Series, SeriesState.Fresh);
        Quality = new QualityState[plan.Series.Length];
        Array.Fill(Quality, QualityState.Fresh);
        Held = new HeldBack?[plan.Series.Length];
        Rings = new IntervalRing?[plan.Series.Length];
        Tracks = new TrackState[plan.TrackCount];
        Array.Fill(Tracks, TrackState.Fresh);
        Sides = new TrackSide?[plan.TrackCount];
        Latches = new LatchState[plan.LatchCount];
        Array.Fill(Latches, LatchState.Off);
    }

    public ArrivalState[] Arrivals { get; } // [point]

    public FaultHistory?[] Histories { get; } // [point], made with the first fault that freezes latches

    public long[] ChangedAt { get; } // [point], tick since which it is judged as it is; never changed: Never

    public LateMarks?[] Late { get; } // [point], made with the first late sample

    public SortedSet<int> LatePoints { get; } = []; // local numbers of those that have to be judged again

    public FaultState[] Faults { get; } // [fault], as the plan numbers them

    public SeriesFront[] Fronts { get; } // [series]

    public BlockValues[] Awaiting { get; } // [series], samples as sent, by the places that they get in the ring's block

    public UnevenSpacings?[] Spacings { get; } // [series], made for the first samples that await unevenly

    public SeriesState[] Series { get; } // [series]

    public QualityState[] Quality { get; } // [series]

    public HeldBack?[] Held { get; } // [series], made with the first sample where a lateness is stated

    public IntervalRing?[] Rings { get; } // [series], made with the first valid sample where a rule needs one

    public TrackState[] Tracks { get; } // [track]

    public TrackSide?[] Sides { get; } // [track], made where a rule needs it

    public LatchState[] Latches { get; } // [latch]

    /// <summary>Samples of its points, of every kind.</summary>
    public long Samples { get; set; }

    /// <summary>Value of a series' last sample, as sent.</summary>
    public long NewestValueOf(int number)
    {
        ref readonly var front = ref Fronts[number];
        return front.Count > front.First ? Awaiting[number][front.Count - 1] : Series[number].LastValue;
    }

    /// <summary>Whether <paramref name="point"/> was at fault at <paramref name="instant"/> so that latches may not go off.</summary>
    public bool IsFrozenAt(int point, long instant) => Histories[point] is { } history && history.StandsAt(instant);

    /// <summary>Takes the faults of a point that arrivals decided from another run (<see cref="FaultHistory.TakeArrivals"/>).</summary>
    public void TakeArrivalFaults(int point, FaultHistory? other, bool isReplay)
    {
        if (other is not null || Histories[point] is not null)
        {
            (Histories[point] ??= new FaultHistory()).TakeArrivals(other, isReplay);
        }
    }

    /// <summary>Notes that what was judged of a point from <paramref name="since"/> on does not hold any more.</summary>
    public void NoteLate(int local, long since)
    {
        (Late[local] ??= new LateMarks()).Note(Samples, since);
        LatePoints.Add(local);
    }

    /// <summary>Lets every arrival at a point be looked at.</summary>
    public void Watch(PointPlan point)
    {
        Arrivals[point.Local].IsWatched = true;
        EndCalm(point);
    }

    /// <summary>Lets the next sample of every quantity of a point be judged by itself.</summary>
    public void EndCalm(PointPlan point)
    {
        foreach (ref var front in Fronts.AsSpan(point.FirstSeries, point.SeriesCount))
        {
            front.CalmUntil = SeriesState.Never;
        }
    }

    /// <summary>What only some rules need at <paramref name="track"/>.</summary>
    public TrackSide SideOf(int track) => Sides[track] ??= new TrackSide();
}
