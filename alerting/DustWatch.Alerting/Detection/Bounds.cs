using DustWatch.Alerting.Rules;

namespace DustWatch.Alerting.Detection;

/// <summary>The value of a window with every gap taken as nothing, as the most that it may have been, and as the covered mean.</summary>
internal static class Bounds
{
    public static double? Low(BoundRule rule, in Evaluation evaluation) => rule.IsRaw
        ? rule.Show(evaluation.Sum, 1)
        : rule.Show(evaluation.WholeSum, DivisorOf(rule, evaluation));

    /// <summary>With every gap at the top of the range, or, where none is stated, at the highest one-minute mean of the window.</summary>
    public static double? High(in TrackPlace place, in WindowFacts facts, in Evaluation evaluation)
    {
        if (place.Rule.IsRaw || GapOf(place, evaluation) == 0)
        {
            return Low(place.Rule, evaluation);
        }

        var (numerator, denominator) = HighOf(place, facts, evaluation);
        return place.Rule.Show(numerator, denominator);
    }

    /// <summary>The same as a fraction.</summary>
    public static (Int128 Numerator, Int128 Denominator) HighOf(in TrackPlace place, in WindowFacts facts, in Evaluation evaluation)
    {
        var rule = place.Rule;
        var gap = GapOf(place, evaluation);
        var divisor = DivisorOf(rule, evaluation);
        if (place.Series.JudgedTopAt(evaluation.At) is { } top)
        {
            return (evaluation.WholeSum + rule.Weights.Over(top, gap), divisor);
        }

        var (minuteSum, minuteCovered) = facts.Minutes.Highest();
        return minuteCovered == 0
            ? (evaluation.WholeSum, divisor)
            : (Wide.Times(evaluation.WholeSum, minuteCovered) + Wide.Times(minuteSum, gap), Wide.Product(divisor, minuteCovered));
    }

    /// <summary>ms of the window that nothing covers; of a week of shifts, of the shifts of one name so far.</summary>
    public static long GapOf(in TrackPlace place, in Evaluation evaluation) =>
        place.Rule.Aggregate == Aggregate.LexW ? Evaluator.LengthOfName(place, evaluation) - evaluation.NameCovered : evaluation.Length - evaluation.Covered;

    public static long DivisorOf(BoundRule rule, in Evaluation evaluation) => rule.Rule.IsDivisorFixed ? rule.Divisor : evaluation.Length;
}
