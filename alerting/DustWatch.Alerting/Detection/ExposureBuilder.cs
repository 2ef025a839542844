using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Answers what a rule's value is, for a page or the API.</summary>
internal static class ExposureBuilder
{
    public static Exposure Build(in TrackPlace place, in TrackState track, Evaluation? known)
    {
        var rule = place.Rule;
        var level = LimitLevel(rule);
        if (known is not { } evaluation)
        {
            return new Exposure(
                rule.Rule.Id, rule.Quantity, null, null, rule.Unit, null, null, level.Limit, null, track.Level, null, level.Clause, place.Series.IsUncorrected);
        }

        var facts = WindowFacts.Of(place, track, evaluation, Step.None);
        return new Exposure(
            rule.Rule.Id,
            rule.Quantity,
            new Interval(new Instant(evaluation.Start), new Instant(evaluation.Start + evaluation.Length)),
            rule.Show(evaluation.Sum, evaluation.Divisor),
            rule.Unit,
            Bounds.Low(rule, evaluation),
            Bounds.High(place, facts, evaluation),
            level.Limit,
            FixedPoint.Quotient(evaluation.Covered, evaluation.Length),
            track.Level,
            evaluation.HasProjection ? Project(rule, level, evaluation) : null,
            level.Clause,
            place.Series.IsUncorrected);
    }

    private static BoundLevel LimitLevel(BoundRule rule) =>
        Array.Find(rule.Levels, level => level.Level == Level.Exceeded) ?? rule.Levels[^1];

    private static Projection Project(BoundRule rule, BoundLevel level, in Evaluation evaluation)
    {
        var budget = (level.Above * BoundRule.EightHours) - evaluation.Sum; // weight · ms that may still come
        return new Projection(
            rule.Show(evaluation.ProjectedSum, evaluation.ProjectedDivisor),
            ExceedsAt(budget, evaluation),
            budget < 0 || evaluation.Remaining == 0 ? null : MayStillBe(rule, budget, evaluation.Remaining));
    }

    /// <summary>The first ms at which the value is above the limit when the rate goes on; now when it is already; null when that is after the shift.</summary>
    private static Instant? ExceedsAt(Int128 budget, in Evaluation evaluation)
    {
        if (budget < 0)
        {
            return new Instant(evaluation.At);
        }

        if (evaluation.RateSum <= 0)
        {
            return null;
        }

        var milliseconds = (budget * evaluation.RateCovered / evaluation.RateSum) + 1;
        return milliseconds <= evaluation.Remaining ? new Instant(evaluation.At + (long)milliseconds) : null;
    }

    /// <summary>The mean that spends exactly the budget, in the unit of the quantity; of a dose the level, no lower than the threshold.</summary>
    private static double? MayStillBe(BoundRule rule, Int128 budget, long remaining)
    {
        if (rule.Rule.Dose is not { } dose)
        {
            return rule.Show(budget, remaining);
        }

        var threshold = dose.ThresholdHundredths / 100.0;
        var doublings = Math.Log2(FixedPoint.Quotient(budget, (Int128)remaining * Weights.DoseScale));
        return budget == 0 ? threshold : Math.Max(threshold, (dose.CriterionHundredths + (dose.ExchangeHundredths * doublings)) / 100.0);
    }
}
