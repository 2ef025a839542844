using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>New versions of the registry and the rules, and the state of one point.</summary>
public sealed partial class Detector
{
    /// <summary>
    /// Takes a new version of the registry or the rules. What is judged as before keeps its state. Every other rule's level goes back to normal
    /// with reason <c>rule-changed</c>; the rule that takes its place starts at this record, with its windows computed from
    /// <paramref name="recent"/>, and is judged at once.
    /// </summary>
    /// <param name="registry">The new version; points keep their numbers.</param>
    /// <param name="rules">The new rules, or null for each point's default rules.</param>
    /// <param name="at">The tick of its record.</param>
    /// <param name="recent">
    /// The samples of a point after an instant, the start of its running shift (day or week where a rule looks at one), by time; null where nothing is known of
    /// them. They may be ahead of this record: what the detector has not judged yet is passed over.
    /// </param>
    /// <param name="output">What is found is added to it.</param>
    public void Change(Registry registry, RuleSet? rules, Instant at, Func<MonitoringPoint, Instant, IReadOnlyList<Sample>>? recent, Findings output)
    {
        _calm.SettleAll();
        var (old, oldState) = (_plan, _state);
        var plan = _planner.Create(registry, rules);
        var state = new DetectionState(plan, at.Milliseconds) { Samples = oldState.Samples };
        var starting = new List<(int Number, int Rule)>();
        foreach (var point in plan.Points)
        {
            if (point.Local < old.Points.Length && old.Points[point.Local].Point.Id == point.Point.Id)
            {
                PointMove.CopyPoint(old, oldState, old.Points[point.Local], plan, state, point);
            }
        }

        foreach (var point in old.Points)
        {
            Withdraw(point, point.Local < plan.Points.Length ? plan.Points[point.Local] : null, plan, at.Milliseconds, output);
        }

        foreach (var point in plan.Points)
        {
            var (from, before) = point.Local < old.Points.Length && old.Points[point.Local].Point.Id == point.Point.Id ? (old.Points[point.Local], old) : (null, old);
            var changed = PointMove.ChangedTracks(before, from, plan, point);
            if (from is not null && (changed.Count > 0 || !PointMove.IsQualityLike(from, point)))
            {
                state.ChangedAt[point.Local] = at.Milliseconds;
            }

            if (changed.Count > 0 && recent is not null)
            {
                var start = StartOfRunning(plan, state, point, at.Milliseconds);
                var judged = recent(point.Point, new Instant(start)).Where(sample => IsJudged(plan, state, point, sample)).ToList();
                PointMove.CopyWindows(ReplayOf(registry, rules, point, judged), plan, state, point, changed);
                starting.AddRange(changed);
            }
        }

        (_registry, _rules) = (registry, rules);
        Take(plan, state);
        ReleaseUnheld(output);
        foreach (var (number, rule) in starting)
        {
            _judge.Start(PlaceOf(number, rule), at.Milliseconds, output);
        }
    }

    /// <summary>
    /// The earliest start of the windows that run at a point: by its own clock, the largest time it has sent, as long as something arrives; then by the server's.
    /// </summary>
    private static long StartOfRunning(DetectionPlan plan, DetectionState state, PointPlan point, long at)
    {
        var clock = SeriesState.Never;
        foreach (var series in plan.Series.AsSpan(point.FirstSeries, point.SeriesCount))
        {
            ref readonly var known = ref state.Fronts[plan.Find(point.Local, series.Quantity)];
            var isQuiet = known.LastArrival == SeriesState.Never || known.LastArrival + series.QuietMilliseconds <= at;
            clock = isQuiet ? clock : Math.Max(clock, known.LastTime);
        }

        clock = clock == SeriesState.Never ? at : clock;
        var start = clock;
        foreach (var series in plan.Series.AsSpan(point.FirstSeries, point.SeriesCount))
        {
            var kinds = series.Rules.Where(rule => rule.IsTumbling).Select(rule => rule.Rule.Window.Tumbling).Append(WindowKind.Shift);
            start = kinds.Select(kind => series.Calendar.FirstEndingAfter(kind, clock - 1).Span.Start.Milliseconds).Append(start).Min();
        }

        return start;
    }

    private static bool IsJudged(DetectionPlan plan, DetectionState state, PointPlan point, in Sample sample) =>
        plan.Find(point.Local, sample.Quantity) is >= 0 and var number && sample.Time.Milliseconds <= state.Fronts[number].LastTime;

    private static (DetectionPlan Plan, DetectionState State) ReplayOf(Registry registry, RuleSet? rules, PointPlan point, List<Sample> samples)
    {
        var replay = OfOnePoint(registry, rules, point.Point.Number, samples.Count > 0 ? samples[0].Time : new Instant(0));
        replay.OnSamples([.. samples], new Findings());
        replay._calm.SettleAll();
        return (replay._plan, replay._state);
    }

    /// <summary>A detector that judges one point of <paramref name="registry"/> only.</summary>
    public static Detector OfOnePoint(Registry registry, RuleSet? rules, int point, Instant watchingSince) =>
        new(registry, rules, watchingSince, shard: point, shards: registry.Points.Count);

    private void Withdraw(PointPlan point, PointPlan? after, DetectionPlan plan, long at, Findings output)
    {
        var stays = after is not null && after.Point.Id == point.Point.Id ? after : null;
        for (var number = 0; number < point.Quality.Length; number++)
        {
            var key = PlanFingerprint.KeyOf(point.Quality[number]);
            if (stays is null || !stays.Quality.Any(rule => PlanFingerprint.KeyOf(rule) == key))
            {
                _faults.Withdraw(point, number, at, output);
            }
        }

        for (var number = point.FirstSeries; number < point.FirstSeries + point.SeriesCount; number++)
        {
            for (var i = 0; i < _plan.Series[number].Rules.Length; i++)
            {
                if (stays is null || PointMove.FindLike(_plan, number, i, plan, stays) is null)
                {
                    _judge.Withdraw(PlaceOf(number, i), at, output);
                }
            }
        }
    }
}
