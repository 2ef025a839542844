namespace DustWatch.Alerting.Detection;

/// <summary>The value of a window with every gap taken as nothing, and as the most that it may have been.</summary>
internal static class Bounds
{
    public static double? Low(BoundRule rule, in Evaluation evaluation) => rule.IsRaw
        ? rule.Show(evaluation.Sum, 1)
        : rule.Show(evaluation.WholeSum, Divisor(rule, evaluation));

    /// <summary>With every gap at the top of the range, or, where none is stated, at the highest one-minute mean of the window.</summary>
    public static double? High(in TrackPlace place, in WindowFacts facts, in Evaluation evaluation)
    {
        var rule = place.Rule;
        var gap = evaluation.Length - evaluation.Covered;
        if (rule.IsRaw || gap == 0)
        {
            return Low(rule, evaluation);
        }

        if (place.Series.RangeTop is { } top)
        {
            return rule.Show(evaluation.WholeSum + rule.Weights.Over(top, gap), Divisor(rule, evaluation));
        }

        var (minuteSum, minuteCovered) = facts.Minutes.Highest();
        return minuteCovered == 0
            ? Low(rule, evaluation)
            : rule.Show(
                Wide.Times(evaluation.WholeSum, minuteCovered) + Wide.Times(minuteSum, gap),
                Wide.Product(Divisor(rule, evaluation), minuteCovered));
    }

    private static long Divisor(BoundRule rule, in Evaluation evaluation) => rule.Rule.IsDivisorFixed ? BoundRule.EightHours : evaluation.Length;
}
