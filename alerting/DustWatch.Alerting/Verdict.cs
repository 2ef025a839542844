using DustWatch.Measurements;

namespace DustWatch.Alerting;

/// <summary>Final value, bounds and verdict of a finished shift, day or week under the level <c>exceeded</c> of a rule. An indication, not a statutory verdict.</summary>
/// <param name="Point">Id.</param>
/// <param name="Rule">Id.</param>
/// <param name="Quantity">What was judged.</param>
/// <param name="Window">The whole window.</param>
/// <param name="Shift">Name of the shift, or null for days and weeks as a whole.</param>
/// <param name="Kind">The verdict.</param>
/// <param name="IsCertain">Compliant even with every gap taken as the most that it may have been.</param>
/// <param name="Value">The compared value, in <paramref name="Unit"/>; null when nothing valid fell into the window, or for the level of nothing.</param>
/// <param name="Unit">Unit of the compared value.</param>
/// <param name="Low">With every gap taken as no exposure.</param>
/// <param name="High">With every gap taken as the top of the range, or as the highest minute.</param>
/// <param name="Estimate">With every gap taken as the covered mean.</param>
/// <param name="Limit">What it is compared with.</param>
/// <param name="Coverage">Covered part of the window, 0 to 1.</param>
/// <param name="IsCensored">A sample was over range.</param>
/// <param name="IsUncorrected">A site factor was needed and missing: never better than undetermined.</param>
/// <param name="Revision">0, or how often a late sample changed it.</param>
/// <param name="Clause">Standard, edition and clause the limit rests on.</param>
public sealed record Verdict(
    string Point,
    string Rule,
    Quantity Quantity,
    Interval Window,
    string? Shift,
    VerdictKind Kind,
    bool IsCertain,
    double? Value,
    string Unit,
    double? Low,
    double? High,
    double? Estimate,
    double Limit,
    double Coverage,
    bool IsCensored,
    bool IsUncorrected,
    int Revision,
    string? Clause);
