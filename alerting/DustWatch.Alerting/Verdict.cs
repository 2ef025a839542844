using DustWatch.Measurements;

namespace DustWatch.Alerting;

/// <summary>
/// What a finished shift, day or week says of the level <c>exceeded</c> of one rule, with the bounds that it rests on. Made once, when the window
/// closes, also when nothing was exceeded. (point, rule, window, shift, revision) is its key. Immutable; any thread.
/// </summary>
/// <param name="Point">Id.</param>
/// <param name="Rule">Id.</param>
/// <param name="Quantity">What was judged.</param>
/// <param name="Window">The whole window, also where a break lies in it.</param>
/// <param name="Shift">Name of the shift, for shift rules, and for each shift name's verdict on a week; else null.</param>
/// <param name="Kind">The verdict.</param>
/// <param name="IsCertain">Compliant even with every gap at its highest.</param>
/// <param name="Value">The compared value, in <paramref name="Unit"/>; null when nothing valid fell into the window, or for the level of a zero sum.</param>
/// <param name="Unit">Unit of the compared value.</param>
/// <param name="Low">The value with every gap taken as no exposure; null as <paramref name="Value"/> is.</param>
/// <param name="High">The value with every gap taken as the top of the range, or as the highest minute; null as <paramref name="Value"/> is.</param>
/// <param name="Estimate">The value with every gap taken as the window's covered mean; null as <paramref name="Value"/> is.</param>
/// <param name="Limit">Limit of the level <c>exceeded</c>, in <paramref name="Unit"/>.</param>
/// <param name="Coverage">Covered part of the window without its breaks, 0 to 1; of a week's shift name, of that name's shifts.</param>
/// <param name="IsCensored">A sample of the window was over range.</param>
/// <param name="IsUncorrected">A site factor was needed and missing: never better than undetermined.</param>
/// <param name="Revision">0, or how often a late sample changed it.</param>
/// <param name="Clause">Standard, edition and clause that the level <c>exceeded</c> rests on, or null.</param>
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
