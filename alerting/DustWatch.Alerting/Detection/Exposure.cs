using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Where a point stands under one rule, as of its last valid sample.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Quantity">What is judged.</param>
/// <param name="Window">The window so far; null when it holds no valid sample, as are all values below then.</param>
/// <param name="Value">The value that is compared with the limit, in <paramref name="Unit"/>.</param>
/// <param name="Unit">Unit of the compared value.</param>
/// <param name="Low">The value with every gap taken as nothing.</param>
/// <param name="High">The value with every gap taken as the most that it may have been.</param>
/// <param name="Limit">Limit of the level <c>exceeded</c>, or of the highest level where the rule has none such.</param>
/// <param name="Coverage">Covered part of the window, 0 to 1.</param>
/// <param name="Level">The level under the rule.</param>
/// <param name="Projection">To the end of the shift, or null.</param>
/// <param name="Clause">What the limit rests on, or null.</param>
/// <param name="IsUncorrected">A site factor is needed and not applied.</param>
public sealed record Exposure(
    string Rule,
    Quantity Quantity,
    Interval? Window,
    double? Value,
    string Unit,
    double? Low,
    double? High,
    double Limit,
    double? Coverage,
    Level Level,
    Projection? Projection,
    string? Clause,
    bool IsUncorrected);
