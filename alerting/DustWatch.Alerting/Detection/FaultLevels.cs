using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Moves the levels of rules on the quality of data, and writes down what changed.</summary>
internal sealed class FaultLevels(DetectionPlan plan, DetectionState state)
{
    /// <summary>How many rules are held by their flap guard.</summary>
    public int FlappingCount { get; private set; } = state.Faults.Count(fault => fault.Flap is { IsFlapping: true });

    /// <summary>How many rules of a point are held so.</summary>
    public int FlappingOf(PointPlan point) => state.Faults.AsSpan(point.FirstFault, point.Quality.Length).ToArray().Count(fault => fault.Flap is { IsFlapping: true });

    /// <summary>Counts a point's rules anew whose states were put there.</summary>
    /// <param name="point">The point.</param>
    /// <param name="before">What <see cref="FlappingOf"/> was before.</param>
    public void CountAnew(PointPlan point, int before) => FlappingCount += FlappingOf(point) - before;

    /// <summary>Says that one quantity of a point, or the point as a whole, is at fault or not.</summary>
    /// <param name="point">The point.</param>
    /// <param name="number">Number of the rule among the point's rules on quality.</param>
    /// <param name="who">The quantity's number; 0 for the point as a whole.</param>
    /// <param name="isHolding">Whether it is at fault.</param>
    /// <param name="at">Since when.</param>
    /// <param name="facts">What showed it.</param>
    /// <param name="output">Where transitions go.</param>
    public void Set(PointPlan point, int number, int who, bool isHolding, long at, in FaultFacts facts, Findings output)
    {
        ref var fault = ref state.Faults[point.FirstFault + number];
        var rule = point.Quality[number];
        var holding = isHolding ? fault.Holding | (1 << who) : fault.Holding & ~(1 << who);
        if (holding != fault.Holding || fault.Flap is not null)
        {
            Hold(point, ref fault, who, holding, at, output);
        }

        var wanted = fault.Holding != 0 ? Level.Fault : Level.Normal;
        var level = fault.IsFault ? Level.Fault : Level.Normal;
        if (rule.Flap is { } guard && (wanted != level || fault.Flap is not null))
        {
            fault.Flap ??= new FlapState();
            var wasFlapping = fault.Flap.IsFlapping;
            wanted = fault.Flap.Hold(guard, level, wanted, at);
            if (fault.Flap.IsFlapping != wasFlapping)
            {
                state.EndCalm(point); // every evaluation may let it go, and one from before that comes too late
            }

            FlappingCount += (fault.Flap.IsFlapping ? 1 : 0) - (wasFlapping ? 1 : 0);
            (fault.HeldAt, fault.HeldWho) = wasFlapping && !fault.Flap.IsFlapping ? (at, who) : (fault.HeldAt, fault.HeldWho);
        }

        if (wanted != level)
        {
            Change(point, number, who, wanted, at, wanted == Level.Fault ? TransitionReason.Raised : TransitionReason.Cleared, facts, output);
        }
    }

    /// <summary>Takes a fault back because it is judged in another way from now on.</summary>
    public void Withdraw(PointPlan point, int number, long at, Findings output)
    {
        if (state.Faults[point.FirstFault + number].IsFault)
        {
            var since = point.Quality[number].Kind == RuleKind.Offline ? state.Arrivals[point.Local].Last : state.Faults[point.FirstFault + number].EpisodeStart;
            Change(point, number, who: 0, Level.Normal, at, TransitionReason.RuleChanged, new FaultFacts(new Interval(new Instant(since), new Instant(at))), output);
        }
    }

    /// <summary>What holds of several quantities gives one level, and under a flap guard every evaluation counts: one before a change that was taken already comes too late.</summary>
    private void Hold(PointPlan point, ref FaultState fault, int who, int holding, long at, Findings output)
    {
        var isChange = holding != fault.Holding;
        fault.Holding = holding;
        if (isChange)
        {
            state.EndCalm(point);
        }

        if ((at, who).CompareTo((fault.HeldAt, fault.HeldWho)) >= 0)
        {
            (fault.HeldAt, fault.HeldWho) = isChange ? (at, who) : (fault.HeldAt, fault.HeldWho);
            return;
        }

        state.NoteLate(point.Local, at);
        output.Late.Add(new LateSample(point.Point.Number, new Instant(at)));
    }

    private void Change(PointPlan point, int number, int who, Level to, long at, TransitionReason reason, in FaultFacts facts, Findings output)
    {
        ref var fault = ref state.Faults[point.FirstFault + number];
        var rule = point.Quality[number];
        var n = fault.LastAt == at ? fault.LastN + 1 : 0;
        fault.EpisodeStart = to == Level.Fault ? at : fault.EpisodeStart;
        output.Transitions.Add(TransitionBuilder.Build(point.Point, rule, fault, to, new Instant(at), n, reason, facts));
        (fault.IsFault, fault.LastAt, fault.LastN) = (to == Level.Fault, at, n);
        if (PointPlan.Freezes(rule.Kind))
        {
            Freeze(point, who, at, to == Level.Fault, output);
        }
    }

    /// <summary>Other quantities of the point that have been judged beyond <paramref name="at"/> already have to be judged again.</summary>
    private void Freeze(PointPlan point, int who, long at, bool isFault, Findings output)
    {
        state.EndCalm(point);
        var (earliest, isLate) = (long.MaxValue, false);
        for (var number = point.FirstSeries; number < point.FirstSeries + point.SeriesCount; number++)
        {
            var last = state.Fronts[number].LastTime;
            if (last != SeriesState.Never)
            {
                earliest = Math.Min(earliest, last);
                isLate |= last > at || (last == at && (int)plan.Series[number].Quantity > who);
            }
        }

        var history = state.Histories[point.Local] ??= new FaultHistory();
        if (who == 0)
        {
            history.NoteArrivals(at, isFault);
        }
        else
        {
            history.Note(at, who, isFault, earliest == long.MaxValue ? long.MinValue : earliest);
        }

        if (isLate)
        {
            state.NoteLate(point.Local, at);
            output.Late.Add(new LateSample(point.Point.Number, new Instant(at)));
        }
    }
}
