using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Turns the sums of a window into a value that can be compared. Changes nothing.</summary>
internal sealed class Evaluator(DetectionState state)
{
    /// <summary>The rule's value at <paramref name="at"/>.</summary>
    /// <param name="place">Rule and series.</param>
    /// <param name="track">Its state.</param>
    /// <param name="at">The sample's time, a window's end, or a tick.</param>
    /// <param name="isEnd">Whether a shift, day or week ends there.</param>
    /// <param name="step">The sample that is being judged, in the sums already and in the ring not yet; <see cref="Step.None"/> when there is none.</param>
    /// <param name="evaluation">The value.</param>
    /// <returns><see langword="false"/> when no valid interval overlaps the window.</returns>
    public bool TryEvaluate(in TrackPlace place, in TrackState track, long at, bool isEnd, in Step step, out Evaluation evaluation)
    {
        var rule = place.Rule;
        evaluation = rule.IsTumbling ? OfTumbling(place, track, at, isEnd, step) : OfOpen(place, track, at, step);
        evaluation.MostUncovered = place.Series.StretchMilliseconds;
        if (step.IsBroken)
        {
            (evaluation.UncoveredFrom, evaluation.UncoveredUntil) = (state.Series[place.Number].CoveredEnd, step.From);
        }

        evaluation.CoveredTotal = state.Series[place.Number].CoveredTotal + (step.IsValid ? Math.Max(0, at - step.From) : 0);
        return evaluation.Covered > 0;
    }

    /// <summary>The value of a week of shifts of one name; <paramref name="whole"/> is that of the week.</summary>
    public Evaluation OfName(in TrackPlace place, in Evaluation whole, int name)
    {
        var evaluation = whole;
        var sums = state.Sides[place.Track]?.Names;
        evaluation.Name = name;
        evaluation.Sum = evaluation.WholeSum = sums?.Sums[name] ?? 0;
        evaluation.NameCovered = sums?.Covered[name] ?? 0;
        return evaluation;
    }

    /// <summary>ms of the shifts of one name that start in the week, so far and without breaks.</summary>
    public static long LengthOfName(in TrackPlace place, in Evaluation evaluation)
    {
        var (calendar, at) = (place.Series.Calendar, evaluation.At);
        return calendar.ShiftsOfName(evaluation.Name, evaluation.Start, at).Sum(shift =>
            calendar.WorkedMilliseconds(shift.Shift, shift.Span.Start.Milliseconds, shift.Span.Start.Milliseconds, Math.Min(at, shift.Span.End.Milliseconds)));
    }

    private static bool IsEnough(BoundRule rule, long covered, long length) => covered * FixedPoint.One >= length * rule.MinCoverageMillionths;

    private Evaluation OfOpen(in TrackPlace place, in TrackState track, long at, in Step step)
    {
        var rule = place.Rule;
        var edge = rule.IsInstant ? track.Start : (rule.IsInMinutes ? MinuteBuckets.EndOf(at) : at) - rule.SlidingMilliseconds;
        var (sum, covered, counted) = SumOf(place, track, edge, step);
        var length = at - edge;
        var evaluation = new Evaluation { At = at, Start = edge, Length = length, Covered = covered, WholeSum = sum, Holds = -1 };
        evaluation.IsEnough = IsEnough(rule, covered, length);
        (evaluation.Sum, evaluation.Divisor) = rule.IsRaw ? (RawOf(place, track, edge, counted), 1) : (sum, evaluation.IsEnough ? covered : length);
        return evaluation;
    }

    private (Int128 Sum, long Covered, long Counted) SumOf(in TrackPlace place, in TrackState track, long edge, in Step step)
    {
        if (place.Rule.IsInstant)
        {
            return (0, track.Covered, 0);
        }

        if (place.Rule.IsInMinutes)
        {
            return state.Sides[place.Track]?.Minutes is { } minutes ? minutes.Within(edge) : default;
        }

        if (place.Ring is not { } ring)
        {
            return default;
        }

        var sliding = track.Sliding;
        sliding.Advance(ring, place.Rule.Weights, place.Rule.Over, edge);
        var (sum, covered) = sliding.Within(ring, place.Rule.Weights, edge, step.From, step.Value);
        return (sum, covered, sliding.Counted);
    }

    private Int128 RawOf(in TrackPlace place, in TrackState track, long edge, long counted) => place.Rule switch
    {
        { IsInstant: true } or { Aggregate: Aggregate.Last } => track.Raw,
        { Aggregate: Aggregate.Count } => Wide.Product(counted, FixedPoint.One),
        { Aggregate: Aggregate.Min } => -(state.Sides[place.Track]?.Extreme?.HighestAfter(edge) ?? 0),
        _ => state.Sides[place.Track]?.Extreme?.HighestAfter(edge) ?? 0,
    };

    private Evaluation OfTumbling(in TrackPlace place, in TrackState track, long at, bool isEnd, in Step step)
    {
        var rule = place.Rule;
        var length = place.Worked(track, track.Start, at);
        var isEnough = IsEnough(rule, track.Covered, length);
        var evaluation = new Evaluation { At = at, Start = track.Start, Length = length, Covered = track.Covered, IsEnough = isEnough, WholeSum = track.Sum, Holds = -1 };
        if (rule.Parts is not null)
        {
            var parts = state.Sides[place.Track]?.Parts;
            (evaluation.Sum, evaluation.Divisor) = (Wide.Product(parts?.Number ?? 0, FixedPoint.One), 1);
            evaluation.Holds = parts is null ? 0 : HoldsOf(rule, parts, at);
        }
        else if (rule.IsRaw)
        {
            (evaluation.Sum, evaluation.Divisor) = (rule.Aggregate == Aggregate.Count ? Wide.Product(track.Raw, FixedPoint.One) : track.Raw, 1);
        }
        else if (rule.Rule.IsDivisorFixed)
        {
            (evaluation.Sum, evaluation.Divisor) = (track.Sum, rule.Divisor);
        }
        else
        {
            (evaluation.Sum, evaluation.Divisor) = (track.Sum, isEnough ? track.Covered : length);
            evaluation.WholeLength = !isEnd && length < rule.Rule.MinElapsedMilliseconds ? place.Worked(track, track.Start, track.End) : 0;
        }

        if (rule.HasProjection && at - track.Start >= BoundRule.ProjectionMilliseconds)
        {
            Project(place, track, step, ref evaluation);
        }

        return evaluation;
    }

    /// <summary>Which levels of a window of parts are passed; those on a part itself only at its end.</summary>
    private static int HoldsOf(BoundRule rule, PartRuns parts, long at)
    {
        var holds = 0;
        var isPart = parts.JudgedEnd == at;
        for (var i = 0; i < rule.Levels.Length; i++)
        {
            var level = rule.Levels[i];
            var isPassed = rule.IsEpisodes && level.Level == Level.Severe
                ? isPart && parts.JudgedSum > Wide.Times(level.Above, parts.JudgedCovered)
                : Wide.Product(parts.Number, FixedPoint.One) > level.Above
                    || (rule.IsEpisodes && level.Level == Level.Exceeded && isPart && (parts.IsTooLong || parts.IsTooSoon));
            holds |= isPassed ? 1 << i : 0;
        }

        return holds;
    }

    /// <summary>The rate of the last 15 min before the evaluation, where enough of them is covered.</summary>
    private static void Project(in TrackPlace place, in TrackState track, in Step step, ref Evaluation evaluation)
    {
        if (place.Ring is not { } ring)
        {
            return;
        }

        var edge = evaluation.At - BoundRule.ProjectionMilliseconds;
        var worked = place.Worked(track, edge, evaluation.At);
        (evaluation.RateSum, evaluation.RateCovered) = worked == BoundRule.ProjectionMilliseconds
            ? RateOf(place, track, ring, edge, evaluation.At, step)
            : RateAroundBreaks(place, track, ring, edge, evaluation.At, step);
        evaluation.Remaining = place.Worked(track, evaluation.At, track.End);
        evaluation.HasProjection = evaluation.RateCovered > 0 && IsEnough(place.Rule, evaluation.RateCovered, worked);
    }

    private static (Int128 Sum, long Covered) RateOf(in TrackPlace place, in TrackState track, IntervalRing ring, long edge, long at, in Step step)
    {
        // At a window's end the current interval is not in the sliding sum yet: only its part before the border counts.
        var sliding = track.Sliding;
        sliding.Advance(ring, place.Rule.Weights, place.Rule.Over, edge);
        var isInSum = at == step.To;
        var (sum, covered) = sliding.Within(ring, place.Rule.Weights, edge, isInSum ? step.From : long.MaxValue, step.Value);
        if (!isInSum && step.IsValid && step.From < at)
        {
            var part = at - Math.Max(step.From, edge);
            unchecked
            {
                sum += place.Rule.Weights.Over(step.Value, part);
            }

            covered += part;
        }

        return (sum, covered);
    }

    /// <summary>The same interval by interval, each without breaks. Only within 15 min of one.</summary>
    private static (Int128 Sum, long Covered) RateAroundBreaks(in TrackPlace place, in TrackState track, IntervalRing ring, long edge, long at, in Step step)
    {
        var (sum, covered) = (default(Int128), 0L);
        for (var number = Math.Max(track.Sliding.Tail, ring.Tail); number < ring.Head; number++)
        {
            var slot = ring[number];
            Add(place, track, slot.Start, slot.End, slot.Value);
        }

        if (step.IsValid)
        {
            Add(place, track, step.From, step.To, step.Value);
        }

        return (sum, covered);

        void Add(in TrackPlace place, in TrackState track, long from, long to, long value)
        {
            var part = place.Worked(track, Math.Max(from, edge), Math.Min(to, at));
            unchecked
            {
                sum += place.Rule.Weights.Over(value, part);
            }

            covered += part;
        }
    }
}
