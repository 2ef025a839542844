namespace DustWatch.Alerting.Detection;

/// <summary>Carries the state of a point from one plan to another: what is judged as before keeps it.</summary>
internal static class PointMove
{
    /// <summary>Copies everything of a point that is judged as before.</summary>
    public static void CopyPoint(DetectionPlan old, DetectionState from, PointPlan oldPoint, DetectionPlan plan, DetectionState to, PointPlan point)
    {
        to.Arrivals[point.Local] = from.Arrivals[oldPoint.Local];
        to.Histories[point.Local] = from.Histories[oldPoint.Local];
        to.ChangedAt[point.Local] = from.ChangedAt[oldPoint.Local];
        to.Late[point.Local] = from.Late[oldPoint.Local];
        if (from.LatePoints.Contains(oldPoint.Local))
        {
            to.LatePoints.Add(point.Local);
        }

        for (var number = 0; number < point.Quality.Length; number++)
        {
            var key = PlanFingerprint.KeyOf(point.Quality[number]);
            if (Array.FindIndex(oldPoint.Quality, rule => PlanFingerprint.KeyOf(rule) == key) is >= 0 and var same)
            {
                to.Faults[point.FirstFault + number] = from.Faults[oldPoint.FirstFault + same];
            }
        }

        for (var number = point.FirstSeries; number < point.FirstSeries + point.SeriesCount; number++)
        {
            if (old.Find(oldPoint.Local, plan.Series[number].Quantity) is >= 0 and var before)
            {
                to.Held[number] = from.Held[before];
            }

            if (FindLike(old, oldPoint, plan.Series[number]) is { } same)
            {
                CopySeries(old, from, same, plan, to, number);
            }
            else if (old.Find(oldPoint.Local, plan.Series[number].Quantity) is >= 0 and var last)
            {
                // Judged in another way, but in the same order of time.
                to.Fronts[number] = from.Fronts[last];
                (to.Series[number].ClosedUntil, to.Series[number].LastValue) = (from.Series[last].ClosedUntil, from.Series[last].LastValue);
            }
        }
    }

    /// <summary>The rules of a point that no rule of the old plan judges in the same way.</summary>
    public static List<(int Number, int Rule)> ChangedTracks(DetectionPlan old, PointPlan? oldPoint, DetectionPlan plan, PointPlan point)
    {
        var changed = new List<(int, int)>();
        for (var number = point.FirstSeries; number < point.FirstSeries + point.SeriesCount; number++)
        {
            var same = oldPoint is null ? null : FindLike(old, oldPoint, plan.Series[number]);
            for (var i = 0; i < plan.Series[number].Rules.Length; i++)
            {
                if (same is not { } series || FindLike(old.Series[series].Rules, plan.Series[number].Rules[i]) < 0)
                {
                    changed.Add((number, i));
                }
            }
        }

        return changed;
    }

    /// <summary>Whether the quality of a point's data is judged as before.</summary>
    public static bool IsQualityLike(PointPlan old, PointPlan point) =>
        old.Quality.Select(rule => PlanFingerprint.KeyOf(rule)).ToHashSet(StringComparer.Ordinal).SetEquals(point.Quality.Select(rule => PlanFingerprint.KeyOf(rule)));

    /// <summary>The rule of <paramref name="point"/> that judges as an old one did, or null.</summary>
    public static int? FindLike(DetectionPlan old, int number, int rule, DetectionPlan plan, PointPlan point)
    {
        for (var candidate = point.FirstSeries; candidate < point.FirstSeries + point.SeriesCount; candidate++)
        {
            if (plan.Series[candidate].IsLike(old.Series[number]) && FindLike(plan.Series[candidate].Rules, old.Series[number].Rules[rule]) is >= 0 and var same)
            {
                return same;
            }
        }

        return null;
    }

    /// <summary>Takes the windows that a replay computed for rules that start; their levels start at normal.</summary>
    public static void CopyWindows((DetectionPlan Plan, DetectionState State) replay, DetectionPlan plan, DetectionState to, PointPlan point, List<(int Number, int Rule)> changed)
    {
        foreach (var (number, rule) in changed)
        {
            var source = replay.Plan.Find(0, plan.Series[number].Quantity);
            if (to.Series[number].CoveredEnd == SeriesState.Never)
            {
                (to.Series[number].CoveredEnd, to.Series[number].CoveredTotal) = (replay.State.Series[source].CoveredEnd, replay.State.Series[source].CoveredTotal);
                to.Quality[number] = replay.State.Quality[source];
            }

            to.Tracks[plan.Series[number].FirstTrack + rule] = replay.State.Tracks[replay.Plan.Series[source].FirstTrack + rule];
            to.Sides[plan.Series[number].FirstTrack + rule] = replay.State.Sides[replay.Plan.Series[source].FirstTrack + rule];
        }

        foreach (var number in changed.Select(track => track.Number).Distinct())
        {
            JoinRings(replay, plan.Series[number], to, number);
        }
    }

    /// <summary>Gives a series one ring that is long enough for all its rules, and lets their sums stand in it.</summary>
    private static void JoinRings((DetectionPlan Plan, DetectionState State) replay, SeriesPlan series, DetectionState to, int number)
    {
        if (series.RingMilliseconds == 0)
        {
            return;
        }

        var newer = replay.State.Rings[replay.Plan.Find(0, series.Quantity)];
        if (newer is null && to.Rings[number] is null)
        {
            return; // made with the first valid sample: a registry holds many points that have never sent, and some never will
        }

        var ring = to.Rings[number] = IntervalRing.Join(to.Rings[number], newer, series.RingMilliseconds, series.IntervalMilliseconds);
        for (var i = 0; i < series.Rules.Length; i++)
        {
            if (series.Rules[i].RingMilliseconds > 0 && to.Series[number].CoveredEnd != SeriesState.Never)
            {
                to.Tracks[series.FirstTrack + i].Sliding = SlidingSum.Of(ring, series.Rules[i], to.Series[number].CoveredEnd - series.Rules[i].SlidingMilliseconds);
            }
        }
    }

    private static void CopySeries(DetectionPlan old, DetectionState from, int oldNumber, DetectionPlan plan, DetectionState to, int number)
    {
        var (oldSeries, series) = (old.Series[oldNumber], plan.Series[number]);
        to.Fronts[number] = from.Fronts[oldNumber];
        to.Series[number] = from.Series[oldNumber];
        to.Quality[number] = from.Quality[oldNumber];
        to.Rings[number] = from.Rings[oldNumber];
        for (var i = 0; i < series.Rules.Length; i++)
        {
            var same = FindLike(oldSeries.Rules, series.Rules[i]);
            if (same < 0)
            {
                continue;
            }

            to.Tracks[series.FirstTrack + i] = from.Tracks[oldSeries.FirstTrack + same];
            to.Sides[series.FirstTrack + i] = from.Sides[oldSeries.FirstTrack + same];
            var latches = plan.LatchesOf(series.FirstTrack + i);
            from.Latches.AsSpan(old.FirstLatchOf[oldSeries.FirstTrack + same], latches).CopyTo(to.Latches.AsSpan(plan.FirstLatchOf[series.FirstTrack + i]));
        }
    }

    private static int? FindLike(DetectionPlan old, PointPlan oldPoint, SeriesPlan series)
    {
        for (var number = oldPoint.FirstSeries; number < oldPoint.FirstSeries + oldPoint.SeriesCount; number++)
        {
            if (old.Series[number].IsLike(series))
            {
                return number;
            }
        }

        return null;
    }

    private static int FindLike(BoundRule[] rules, BoundRule rule) =>
        Array.FindIndex(rules, candidate => ReferenceEquals(candidate, rule) || PlanFingerprint.KeyOf(candidate) == PlanFingerprint.KeyOf(rule));
}
