using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Finds points from which nothing arrives, whose time is off, or most of whose values are refused. Judged on arrival time alone.</summary>
internal sealed class ArrivalWatch(DetectionPlan plan, DetectionState state, FaultLevels faults)
{
    /// <summary>A clock is at fault when it has been off for so long, ms: one backlog is no fault of a clock.</summary>
    private const long OffMilliseconds = 300_000;

    /// <summary>No silence can become a fault before this.</summary>
    public long NextFault { get; set; } = long.MinValue;

    /// <summary>When a sample of the point arrived last.</summary>
    public long LastOf(int local)
    {
        // What a calm series has taken is not noted yet.
        ref var last = ref state.Arrivals[local].Last;
        var point = plan.Points[local];
        foreach (ref readonly var front in state.Fronts.AsSpan(point.FirstSeries, point.SeriesCount))
        {
            last = front.HasTaken ? Math.Max(last, front.LastArrival) : last;
        }

        return last;
    }

    /// <summary>Notes that a sample of the point was taken, beside those that are refused.</summary>
    public void Take(int local, long arrival, Findings output)
    {
        var point = plan.Points[local];
        if (point.HasRefused)
        {
            JudgeRefusals(point, arrival - 1, output);
            (state.Arrivals[local].Refusals ??= new RefusalMinutes()).Take(arrival);
        }
    }

    /// <summary>Notes the arrival of a sample: ends every silence, after beginning those that nobody has found yet.</summary>
    public void Arrive(int local, long arrival, Findings output)
    {
        ref var arrivals = ref state.Arrivals[local];
        var point = plan.Points[local];
        if (arrival - arrivals.Last >= point.AfterMillisecondsMin || arrivals.IsWatched)
        {
            EndSilence(point, arrivals.Last, arrival, output);
        }

        arrivals.IsWatched = arrivals.IsWatched && IsWatched(point);
        arrivals.Last = Math.Max(arrivals.Last, arrival);
    }

    /// <summary>Compares the time of a sample that is neither late nor a repeat with its arrival.</summary>
    public void Compare(int local, long time, long arrival, Findings output)
    {
        var point = plan.Points[local];
        if (point.HasClock && (time != arrival || state.Arrivals[local].IsWatched))
        {
            JudgeClock(point, time, arrival, isSetAside: false, output);
        }
    }

    /// <summary>Notes a sample that was set aside because its time cannot be right.</summary>
    public void SetAside(int local, long time, long arrival, Findings output)
    {
        if (plan.Points[local].HasClock)
        {
            JudgeClock(plan.Points[local], time, arrival, isSetAside: true, output);
        }
    }

    /// <summary>Notes that values of the point were refused.</summary>
    public void Refuse(int local, int count, long arrival, Findings output)
    {
        var point = plan.Points[local];
        if (point.HasRefused)
        {
            JudgeRefusals(point, arrival - 1, output);
            (state.Arrivals[local].Refusals ??= new RefusalMinutes()).Refuse(arrival, count);
        }
    }

    /// <summary>Begins the faults that are due by <paramref name="clock"/>.</summary>
    public void Tick(long clock, Findings output)
    {
        foreach (var point in plan.Points)
        {
            JudgeRefusals(point, clock, output);
        }

        if (clock >= NextFault)
        {
            BeginSilences(clock, output);
        }

        if (faults.FlappingCount > 0)
        {
            Release(clock, output);
        }
    }

    private void BeginSilences(long clock, Findings output)
    {
        NextFault = long.MaxValue;
        foreach (var point in plan.Points)
        {
            var last = LastOf(point.Local);
            for (var number = 0; number < point.Quality.Length; number++)
            {
                if (point.Quality[number].Kind != RuleKind.Offline || state.Faults[point.FirstFault + number].Holding != 0)
                {
                    continue;
                }

                var at = last + point.Quality[number].AfterMilliseconds;
                if (at <= clock)
                {
                    BeginSilence(point, number, last, at, output);
                }
                else
                {
                    NextFault = Math.Min(NextFault, at);
                }
            }
        }
    }

    private void BeginSilence(PointPlan point, int number, long last, long at, Findings output)
    {
        state.Faults[point.FirstFault + number].SilentSince = last;
        faults.Set(point, number, 0, isHolding: true, at, SilenceOf(last, at), output);
        state.Watch(point);
    }

    private void EndSilence(PointPlan point, long last, long arrival, Findings output)
    {
        for (var number = 0; number < point.Quality.Length; number++)
        {
            if (point.Quality[number].Kind != RuleKind.Offline)
            {
                continue;
            }

            ref var fault = ref state.Faults[point.FirstFault + number];
            var at = last + point.Quality[number].AfterMilliseconds;
            if (fault.Holding == 0 && at < arrival)
            {
                BeginSilence(point, number, last, at, output);
            }

            if (fault.Holding != 0 || fault.Flap is { IsFlapping: true })
            {
                faults.Set(point, number, 0, isHolding: false, arrival, SilenceOf(fault.SilentSince == SeriesState.Never ? last : fault.SilentSince, arrival), output);
                NextFault = Math.Min(NextFault, arrival + point.AfterMillisecondsMin);
            }
        }
    }

    private void JudgeClock(PointPlan point, long time, long arrival, bool isSetAside, Findings output)
    {
        for (var number = 0; number < point.Quality.Length; number++)
        {
            if (point.Quality[number].Kind != RuleKind.Clock)
            {
                continue;
            }

            ref var fault = ref state.Faults[point.FirstFault + number];
            var isOff = isSetAside || Math.Abs(arrival - time) > point.Quality[number].ByMilliseconds;
            var since = fault.Since == SeriesState.Never ? arrival : fault.Since;
            var isHolding = isOff && (isSetAside || fault.Holding != 0 || arrival - since >= OffMilliseconds);
            fault.Since = isOff ? since : SeriesState.Never;
            if (isOff || fault.Holding != 0 || fault.Flap is { IsFlapping: true })
            {
                faults.Set(point, number, 0, isHolding, arrival, SilenceOf(since, arrival), output);
                state.Watch(point);
            }
        }
    }

    /// <summary>Judges every minute that has ended by <paramref name="clock"/>, as long as something was refused lately.</summary>
    private void JudgeRefusals(PointPlan point, long clock, Findings output)
    {
        if (state.Arrivals[point.Local].Refusals is not { IsWatched: true } refusals)
        {
            return;
        }

        while (refusals.TryTakeEnd(clock, out var end))
        {
            var isFlapping = false;
            for (var number = 0; number < point.Quality.Length; number++)
            {
                if (point.Quality[number].Kind == RuleKind.Refused)
                {
                    faults.Set(point, number, 0, refusals.IsFault(end), end, SilenceOf(end - RefusalMinutes.WindowMilliseconds, end), output);
                    isFlapping |= state.Faults[point.FirstFault + number].Flap is { IsFlapping: true };
                }
            }

            refusals.IsWatched = isFlapping || !refusals.IsOver(end);
        }
    }

    /// <summary>Lets flapping end where a point has been quiet for long enough.</summary>
    private void Release(long clock, Findings output)
    {
        foreach (var point in plan.Points)
        {
            for (var number = 0; number < point.Quality.Length; number++)
            {
                ref var fault = ref state.Faults[point.FirstFault + number];
                if (fault.Flap is { IsFlapping: true } && point.Quality[number].Kind is RuleKind.Offline or RuleKind.Clock)
                {
                    var since = point.Quality[number].Kind == RuleKind.Clock ? fault.Since : fault.SilentSince;
                    faults.Set(point, number, 0, fault.Holding != 0, clock, SilenceOf(since == SeriesState.Never ? clock : since, clock), output);
                }
            }
        }
    }

    private bool IsWatched(PointPlan point)
    {
        foreach (ref readonly var fault in state.Faults.AsSpan(point.FirstFault, point.Quality.Length))
        {
            if (fault.Holding != 0 || fault.Since != SeriesState.Never || fault.Flap is { IsFlapping: true })
            {
                return true;
            }
        }

        return false;
    }

    private static FaultFacts SilenceOf(long from, long to) => new(new Interval(new Instant(from), new Instant(to)));
}
