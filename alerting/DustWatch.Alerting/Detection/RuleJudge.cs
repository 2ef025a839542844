using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Moves the windows and levels of every rule of a series by one sample, and closes windows that have ended.</summary>
internal sealed class RuleJudge(DetectionPlan plan, DetectionState state)
{
    /// <summary>No window that is open can be closed by a tick before this.</summary>
    public long NextClosing { get; set; } = long.MaxValue;

    /// <summary>Judges one sample that is neither late nor a repeat. The series' own state still stands before it.</summary>
    public void Advance(int number, in Step step, ICollection<Transition> output)
    {
        var series = plan.Series[number];
        var ring = RingOf(number, series, step.IsValid);
        for (var i = 0; i < series.Rules.Length; i++)
        {
            var place = new TrackPlace(series, number, series.Rules[i], series.FirstTrack + i, ring);
            if (place.Rule.Rule.Window.IsTumbling)
            {
                AdvanceTumbling(place, step, output);
            }
            else if (step.IsValid)
            {
                AdvanceOpen(place, step, output);
            }
        }

        if (step.IsValid)
        {
            ring?.Push(step.To, (int)(step.To - step.From), step.Value, step.IsCensored);
        }
    }

    /// <summary>Closes the open shifts and days of a silent series that ended <c>hold</c> or more before <paramref name="clock"/>.</summary>
    /// <returns>When the next one may be closed at the earliest.</returns>
    public long CloseEnded(int number, long clock, in Step silence, ICollection<Transition> output)
    {
        var series = plan.Series[number];
        var next = long.MaxValue;
        for (var i = 0; i < series.Rules.Length; i++)
        {
            ref var track = ref state.Tracks[series.FirstTrack + i];
            if (!series.Rules[i].Rule.Window.IsTumbling || !track.IsOpen)
            {
                continue;
            }

            if (track.End + series.HoldMilliseconds > clock)
            {
                next = Math.Min(next, track.End + series.HoldMilliseconds);
                continue;
            }

            var end = track.End;
            Close(new TrackPlace(series, number, series.Rules[i], series.FirstTrack + i, state.Rings[number]), silence, output);
            track.Await(series.Calendar.FirstEndingAfter(series.Rules[i].Rule.Window.Kind, end));
            ref var closedUntil = ref state.Series[number].ClosedUntil;
            closedUntil = Math.Max(closedUntil, end);
        }

        return next;
    }

    /// <summary>Takes every level of a point back to normal because it is judged in another way from now on.</summary>
    public void Withdraw(PointPlan point, long at, ICollection<Transition> output)
    {
        for (var number = point.FirstSeries; number < point.FirstSeries + point.SeriesCount; number++)
        {
            var series = plan.Series[number];
            for (var i = 0; i < series.Rules.Length; i++)
            {
                var place = new TrackPlace(series, number, series.Rules[i], series.FirstTrack + i, state.Rings[number]);
                ref var track = ref state.Tracks[place.Track];
                if (track.Level != Level.Normal && TryEvaluateLast(place, out var evaluation))
                {
                    evaluation.At = at;
                    Change(place, ref track, Level.Normal, TransitionReason.RuleChanged, evaluation, Step.None, output);
                }
            }
        }
    }

    /// <summary>The rule's value as of the last valid sample; <see langword="false"/> when its window holds none.</summary>
    public bool TryEvaluateLast(in TrackPlace place, out Evaluation evaluation)
    {
        ref readonly var track = ref state.Tracks[place.Track];
        var at = state.Series[place.Number].CoveredEnd;
        evaluation = default;
        if (at == SeriesState.Never || (place.Rule.Rule.Window.IsTumbling && (track.Covered == 0 || at <= track.Start)))
        {
            return false;
        }

        evaluation = place.Rule.Rule.Window.IsTumbling
            ? EvaluateTumbling(place, track, Math.Min(at, track.End), isEnd: false, Step.None)
            : EvaluateOpen(place, track, at, Step.None);
        return true;
    }

    private IntervalRing? RingOf(int number, SeriesPlan series, bool isValid)
    {
        ref var ring = ref state.Rings[number];
        if (ring is null && isValid && series.RingMilliseconds > 0)
        {
            ring = new IntervalRing(series.RingMilliseconds, series.IntervalMilliseconds);
        }

        return ring;
    }

    private void AdvanceTumbling(in TrackPlace place, in Step step, ICollection<Transition> output)
    {
        ref var track = ref state.Tracks[place.Track];
        var kind = place.Rule.Rule.Window.Kind;
        if (step.From >= track.End)
        {
            if (track.IsOpen)
            {
                Close(place, step, output);
            }

            track.Await(place.Series.Calendar.FirstEndingAfter(kind, step.From));
        }

        while (step.To > track.Start)
        {
            Open(ref track, place.Series);
            if (step.IsValid)
            {
                AddPart(place, ref track, Math.Max(step.From, track.Start), Math.Min(step.To, track.End), step);
            }

            if (step.To <= track.End)
            {
                break;
            }

            Close(place, step, output);
            track.Await(place.Series.Calendar.FirstEndingAfter(kind, track.End));
        }

        if (!step.IsValid)
        {
            return;
        }

        if (place.Rule.HasProjection)
        {
            AdvanceSliding(place, ref track, step);
        }

        if (step.To > track.Start)
        {
            Judge(place, ref track, EvaluateTumbling(place, track, step.To, isEnd: false, step), step, output);
        }
    }

    private void Open(ref TrackState track, SeriesPlan series)
    {
        if (!track.IsOpen)
        {
            track.IsOpen = true;
            NextClosing = Math.Min(NextClosing, track.End + series.HoldMilliseconds);
        }
    }

    private static void AddPart(in TrackPlace place, ref TrackState track, long from, long to, in Step step)
    {
        if (track.Covered == 0 || step.Value > track.PeakValue)
        {
            (track.PeakTime, track.PeakValue) = (step.To, step.Value);
        }

        track.LastValue = step.Value;
        track.IsCensored |= step.IsCensored;
        track.Covered += to - from;
        if (place.Rule.IsRaw)
        {
            return;
        }

        unchecked
        {
            track.Sum += place.Rule.Weights.Over(step.Value, to - from);
        }

        if (place.Series.RangeTop is null)
        {
            track.Minutes.Add(place.Rule.Weights, from, to, step.Value);
        }
    }

    private void AdvanceOpen(in TrackPlace place, in Step step, ICollection<Transition> output)
    {
        ref var track = ref state.Tracks[place.Track];
        if (place.Rule.Rule.Window.Kind == WindowKind.Instant)
        {
            (track.Start, track.End, track.Covered, track.IsCensored) = (step.From, step.To, step.To - step.From, step.IsCensored);
            (track.LastValue, track.PeakTime, track.PeakValue) = (step.Value, step.To, step.Value);
        }
        else
        {
            AdvanceSliding(place, ref track, step);
            track.LastValue = step.Value;
        }

        Judge(place, ref track, EvaluateOpen(place, track, step.To, step), step, output);
    }

    private void AdvanceSliding(in TrackPlace place, ref TrackState track, in Step step)
    {
        var ring = place.Ring ?? throw new System.Diagnostics.UnreachableException("A sliding sum without a ring.");
        var edge = step.To - place.Rule.SlidingMilliseconds;
        track.Sliding.Advance(ring, place.Rule.Weights, edge);
        track.Sliding.Add(place.Rule.Weights, step.Value, step.To - step.From);
        if (place.Rule.Rule is { Window.Kind: WindowKind.Sliding, Aggregate: Aggregate.Max })
        {
            var maximum = state.Maxima[place.Track] ??= new SlidingMaximum();
            maximum.Advance(edge);
            maximum.Add(step.To, step.Value);
        }
    }

    private Evaluation EvaluateOpen(in TrackPlace place, in TrackState track, long at, in Step step)
    {
        var rule = place.Rule;
        var isInstant = rule.Rule.Window.Kind == WindowKind.Instant;
        var length = isInstant ? track.Covered : rule.SlidingMilliseconds;
        var (sum, covered) = isInstant || place.Ring is not { } ring
            ? (0, track.Covered)
            : track.Sliding.Within(ring, rule.Weights, at - length, step.From, step.Value);
        var evaluation = new Evaluation { At = at, Start = at - length, Length = length, Covered = covered };
        evaluation.IsEnough = IsEnough(rule, covered, length);
        (evaluation.Sum, evaluation.Divisor) = rule.IsRaw ? (RawOf(place, track, isInstant), 1) : (sum, evaluation.IsEnough ? covered : length);
        evaluation.WholeSum = sum;
        evaluation.IsBroken = step.IsBroken;
        evaluation.CoveredTotal = CoveredTotal(place, at, step);
        return evaluation;
    }

    private Int128 RawOf(in TrackPlace place, in TrackState track, bool isInstant) =>
        !isInstant && place.Rule.Rule.Aggregate == Aggregate.Max ? state.Maxima[place.Track]?.Highest ?? 0 : track.LastValue;

    private Evaluation EvaluateTumbling(in TrackPlace place, in TrackState track, long at, bool isEnd, in Step step)
    {
        var rule = place.Rule;
        var length = at - track.Start;
        var isEnough = IsEnough(rule, track.Covered, length);
        var evaluation = new Evaluation { At = at, Start = track.Start, Length = length, Covered = track.Covered, IsEnough = isEnough, WholeSum = track.Sum };
        if (rule.IsRaw)
        {
            (evaluation.Sum, evaluation.Divisor) = (rule.Rule.Aggregate == Aggregate.Max ? track.PeakValue : track.LastValue, 1);
        }
        else if (rule.Rule.IsDivisorFixed)
        {
            (evaluation.Sum, evaluation.Divisor) = (track.Sum, BoundRule.EightHours);
        }
        else
        {
            (evaluation.Sum, evaluation.Divisor) = (track.Sum, isEnough ? track.Covered : length);
            evaluation.WholeLength = !isEnd && length < rule.Rule.MinElapsedMilliseconds ? track.End - track.Start : 0;
        }

        if (rule.HasProjection && length >= BoundRule.ProjectionMilliseconds)
        {
            Project(place, track, step, ref evaluation);
        }

        evaluation.IsBroken = step.IsBroken;
        evaluation.CoveredTotal = CoveredTotal(place, at, step);
        return evaluation;
    }

    /// <summary>The rate of the last 15 min before the evaluation, where enough of them is covered.</summary>
    private static void Project(in TrackPlace place, in TrackState track, in Step step, ref Evaluation evaluation)
    {
        if (place.Ring is not { } ring)
        {
            return;
        }

        // At a window's end the current interval is not in the sliding sum yet: only its part before the border counts.
        var edge = evaluation.At - BoundRule.ProjectionMilliseconds;
        var isInSum = evaluation.At == step.To;
        var (sum, covered) = track.Sliding.Within(ring, place.Rule.Weights, edge, isInSum ? step.From : long.MaxValue, step.Value);
        if (!isInSum && step.IsValid && step.From < evaluation.At)
        {
            var part = evaluation.At - Math.Max(step.From, edge);
            unchecked
            {
                sum += place.Rule.Weights.Over(step.Value, part);
            }

            covered += part;
        }

        (evaluation.RateSum, evaluation.RateCovered) = (sum, covered);
        evaluation.Remaining = track.End - evaluation.At;
        evaluation.HasProjection = covered > 0 && IsEnough(place.Rule, covered, BoundRule.ProjectionMilliseconds);
    }

    private long CoveredTotal(in TrackPlace place, long at, in Step step) =>
        state.Series[place.Number].CoveredTotal + (step.IsValid ? Math.Max(0, at - step.From) : 0);

    private static bool IsEnough(BoundRule rule, long covered, long length) => covered * FixedPoint.One >= length * rule.MinCoverageMillionths;

    private void Judge(in TrackPlace place, ref TrackState track, in Evaluation evaluation, in Step step, ICollection<Transition> output)
    {
        if (track.IsQuiet && Detection.Latches.StayQuiet(place.Rule, evaluation))
        {
            return;
        }

        var level = Detection.Latches.Step(place.Rule, LatchesOf(place), evaluation, out track.IsQuiet);
        if (level != track.Level)
        {
            Change(place, ref track, level, level > track.Level ? TransitionReason.Raised : TransitionReason.Cleared, evaluation, step, output);
        }
    }

    /// <summary>Evaluates a shift or day once more at its end and takes it to normal.</summary>
    private void Close(in TrackPlace place, in Step step, ICollection<Transition> output)
    {
        ref var track = ref state.Tracks[place.Track];
        if (track.Covered > 0)
        {
            var isCrossing = step.IsValid && step.From < track.End;
            if (place.Rule.HasProjection && place.Ring is { } ring)
            {
                track.Sliding.Advance(ring, place.Rule.Weights, track.End - BoundRule.ProjectionMilliseconds);
            }

            var evaluation = EvaluateTumbling(place, track, track.End, isEnd: true, step);
            evaluation.IsBroken = isCrossing ? step.IsBroken : track.End - state.Series[place.Number].CoveredEnd > place.Series.StretchMilliseconds;
            evaluation.IsFrozen = step.IsSilentAt(track.End);
            Judge(place, ref track, evaluation, step, output);
            if (track.Level != Level.Normal)
            {
                Change(place, ref track, Level.Normal, TransitionReason.WindowEnd, evaluation, step, output);
            }
        }

        LatchesOf(place).Fill(LatchState.Off);
        track.IsQuiet = true;
    }

    private Span<LatchState> LatchesOf(in TrackPlace place) =>
        state.Latches.AsSpan(plan.FirstLatchOf[place.Track], place.Rule.Levels.Length);

    private static void Change(
        in TrackPlace place,
        ref TrackState track,
        Level level,
        TransitionReason reason,
        in Evaluation evaluation,
        in Step step,
        ICollection<Transition> output)
    {
        var n = track.LastAt == evaluation.At ? track.LastN + 1 : 0;
        if (track.Level == Level.Normal)
        {
            track.EpisodeStart = evaluation.At;
        }

        output.Add(TransitionBuilder.Build(place, track, level, reason, n, evaluation, step));
        (track.Level, track.LastAt, track.LastN) = (level, evaluation.At, n);
    }
}
