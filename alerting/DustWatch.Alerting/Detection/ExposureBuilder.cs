using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Answers what a rule's value is, for a page or the API.</summary>
internal static class ExposureBuilder
{
    public static Exposure Build(in TrackPlace place, in TrackState track, TrackSide? side, Evaluation? known)
    {
        var rule = place.Rule;
        var level = LimitLevel(rule);
        if (known is not { } evaluation)
        {
            return new Exposure(
                rule.Rule.Id, rule.Quantity, null, null, rule.Unit, null, null, level.Limit, null, track.Level, null, level.Clause, IsUncorrected: place.Series.IsOptical && place.Series.Factor is null);
        }

        var facts = WindowFacts.Of(place, track, evaluation, Step.None, side?.Minutes);
        return new Exposure(
            rule.Rule.Id,
            rule.Quantity,
            new Interval(new Instant(evaluation.Start), new Instant(evaluation.At)),
            rule.Show(evaluation.Sum, evaluation.Divisor),
            rule.Unit,
            Bounds.Low(rule, evaluation),
            Bounds.High(place, facts, evaluation),
            level.Limit,
            FixedPoint.Quotient(evaluation.Covered, evaluation.Length),
            track.Level,
            evaluation.HasProjection ? Project(place, track, level, evaluation) : null,
            level.Clause,
            (facts.Marks & SampleMarks.Uncorrected) != 0);
    }

    private static BoundLevel LimitLevel(BoundRule rule) =>
        Array.Find(rule.Levels, level => level.Level == Level.Exceeded) ?? rule.Levels[^1];

    private static Projection Project(in TrackPlace place, in TrackState track, BoundLevel level, in Evaluation evaluation)
    {
        var rule = place.Rule;
        var budget = (level.Above * BoundRule.EightHours) - evaluation.Sum; // weight · ms that may still come
        return new Projection(
            rule.Show(evaluation.ProjectedSum, evaluation.ProjectedDivisor),
            ExceedsAt(place, track, budget, evaluation),
            budget < 0 || evaluation.Remaining == 0 ? null : MayStillBe(rule, budget, evaluation.Remaining),
            AtShiftMean(rule, evaluation),
            rule.Show(evaluation.Sum, evaluation.Divisor));
    }

    /// <summary>The first ms at which the value is above the limit when the rate goes on; now when it is already; null when that is after the shift.</summary>
    private static Instant? ExceedsAt(in TrackPlace place, in TrackState track, Int128 budget, in Evaluation evaluation)
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
        return milliseconds <= evaluation.Remaining ? new Instant(WallOf(place, track, evaluation.At, (long)milliseconds)) : null;
    }

    /// <summary>The instant at which so many ms outside breaks have passed.</summary>
    private static long WallOf(in TrackPlace place, in TrackState track, long from, long worked)
    {
        var at = from + worked;
        foreach (ref readonly var rest in place.Series.Calendar.BreaksOf(track.Shift, track.Start))
        {
            if (rest.End.Milliseconds > from && rest.Start.Milliseconds < at)
            {
                at += rest.End.Milliseconds - Math.Max(from, rest.Start.Milliseconds);
            }
        }

        return at;
    }

    /// <summary>The value at the shift's end if the mean of the whole shift so far goes on.</summary>
    private static double? AtShiftMean(BoundRule rule, in Evaluation evaluation) => rule.Show(
        Wide.Times(evaluation.Sum, evaluation.Covered) + Wide.Times(evaluation.Sum, evaluation.Remaining),
        Wide.Product(evaluation.Divisor, evaluation.Covered));

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
