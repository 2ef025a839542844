namespace DustWatch.Alerting.Statistics;

/// <summary>Comparison of shift results with a limit. Pure; any thread.</summary>
/// <remarks>EN 689:2018 5.5.2 (preliminary test), 5.5.3 and annex F (full test).</remarks>
public static class En689
{
    /// <summary>The results that the full test needs.</summary>
    public const int FullTestCount = 6;

    private const double Part = 0.95;
    private const double Confidence = 0.70;

    /// <summary>The preliminary test up to five results, the full one from six.</summary>
    /// <param name="results">One a shift, in the limit's unit, all above 0.</param>
    /// <param name="limit">Above 0.</param>
    public static ComplianceVerdict Judge(IReadOnlyCollection<double> results, double limit) =>
        results.Count < FullTestCount ? JudgePreliminary(results, limit) : JudgeFull(LognormalFit.Of(results), limit);

    /// <summary>3, 4, 5 results all under 0.1, 0.15, 0.2 of the limit comply; any above the limit does not; else more are needed.</summary>
    /// <param name="results">One a shift, in the limit's unit.</param>
    /// <param name="limit">Above 0.</param>
    public static ComplianceVerdict JudgePreliminary(IReadOnlyCollection<double> results, double limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        if (results.Any(x => x > limit))
        {
            return ComplianceVerdict.NotCompliant;
        }

        double? part = results.Count switch
        {
            3 => 0.1,
            4 => 0.15,
            5 => 0.2,
            _ => null,
        };
        return part is { } low && results.All(x => x < low * limit) ? ComplianceVerdict.Compliant : ComplianceVerdict.Undetermined;
    }

    /// <summary>Complies when U_R ≥ U_T: with 70 % confidence fewer than 5 % of the shifts exceed the limit.</summary>
    /// <param name="fit">Of six results or more.</param>
    /// <param name="limit">In the unit of the results; above 0.</param>
    /// <exception cref="ArgumentException">The fit has fewer results.</exception>
    public static ComplianceVerdict JudgeFull(LognormalFit fit, double limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return fit.Count < FullTestCount
            ? throw new ArgumentException($"The full test needs {FullTestCount} results or more.", nameof(fit))
            : fit.Distance(limit) >= CriticalDistance(fit.Count) ? ComplianceVerdict.Compliant : ComplianceVerdict.NotCompliant;
    }

    /// <summary>U_T for so many results.</summary>
    /// <param name="count">At least 2.</param>
    public static double CriticalDistance(int count) => ToleranceFactor.Of(count, Part, Confidence);
}
