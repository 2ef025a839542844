namespace DustWatch.Alerting.Detection;

/// <summary>Moves the latches of one rule by one evaluation. No state of its own.</summary>
internal static class Latches
{
    private const long Millionths = 1_000_000;

    /// <summary>Whether nothing can change: no latch is on, no run has begun, and no level is passed.</summary>
    public static bool StayQuiet(BoundRule rule, in Evaluation evaluation)
    {
        if (evaluation.Holds >= 0)
        {
            return evaluation.Holds == 0;
        }

        if (evaluation.Sum > Wide.Times(rule.Threshold == Int128.MaxValue ? 0 : rule.Threshold, evaluation.Divisor))
        {
            return false;
        }

        return !evaluation.HasProjection
            || rule.Projected is not { } projected
            || evaluation.ProjectedSum <= Scale(projected.Above, evaluation.Divisor, evaluation.RateCovered);
    }

    /// <summary>Evaluates every level.</summary>
    /// <returns>The highest level that is on.</returns>
    public static Level Step(BoundRule rule, Span<LatchState> latches, in Evaluation evaluation, out bool isQuiet)
    {
        var highest = Level.Normal;
        isQuiet = true;
        for (var i = 0; i < latches.Length; i++)
        {
            ref var latch = ref latches[i];
            var level = rule.Levels[i];
            if (evaluation.IsBroken || evaluation.UncoveredUntil - Math.Max(evaluation.UncoveredFrom, latch.RunStart) > evaluation.MostUncovered)
            {
                latch.RunStart = LatchState.NoRun;
            }

            var holds = evaluation.Holds >= 0 ? !latch.IsOn && (evaluation.Holds & (1 << i)) != 0 : Holds(level, latch.IsOn, evaluation);
            Move(ref latch, level, holds, rule.MinCoverageMillionths, evaluation);
            isQuiet &= !latch.IsOn && latch.RunStart == LatchState.NoRun;
            highest = latch.IsOn ? level.Level : highest; // levels stand in rising order
        }

        return highest;
    }

    /// <summary>The highest level that is on.</summary>
    public static Level Highest(BoundRule rule, ReadOnlySpan<LatchState> latches)
    {
        for (var i = latches.Length - 1; i >= 0; i--)
        {
            if (latches[i].IsOn)
            {
                return rule.Levels[i].Level;
            }
        }

        return Level.Normal;
    }

    private static bool Holds(BoundLevel level, bool isOn, in Evaluation evaluation)
    {
        if (level.Level == Level.Projected)
        {
            return evaluation.HasProjection && (isOn
                ? evaluation.ProjectedSum < Scale(level.Below, evaluation.Divisor, evaluation.RateCovered)
                : evaluation.ProjectedSum > Scale(level.Above, evaluation.Divisor, evaluation.RateCovered));
        }

        if (isOn)
        {
            return evaluation.IsEnough && evaluation.Sum < Wide.Times(level.Below, evaluation.Divisor);
        }

        return evaluation.Sum > Wide.Times(level.Above, evaluation.Divisor)
            && (evaluation.WholeLength == 0 || evaluation.WholeSum > Wide.Times(level.Above, evaluation.WholeLength));
    }

    private static void Move(ref LatchState latch, BoundLevel level, bool holds, long minCoverageMillionths, in Evaluation evaluation)
    {
        if (!holds)
        {
            latch.RunStart = LatchState.NoRun;
            return;
        }

        if (latch.RunStart == LatchState.NoRun)
        {
            latch.RunStart = evaluation.At;
            latch.RunCovered = evaluation.CoveredTotal;
        }

        var run = evaluation.At - latch.RunStart;
        var covered = evaluation.CoveredTotal - latch.RunCovered;
        var isComplete = run >= (latch.IsOn ? level.ClearForMilliseconds : level.ForMilliseconds)
            && covered * Millionths >= run * minCoverageMillionths;
        if (isComplete && !(latch.IsOn && evaluation.IsFrozen))
        {
            latch.IsOn = !latch.IsOn;
            latch.RunStart = LatchState.NoRun;
        }
    }

    private static Int128 Scale(Int128 weight, long divisor, long covered) => Wide.Times(Wide.Times(weight, divisor), covered);
}
