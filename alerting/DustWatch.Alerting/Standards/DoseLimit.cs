using DustWatch.Alerting.Rules;

namespace DustWatch.Alerting.Standards;

/// <summary>A noise dose that a standard limits, and how it turns a dose into a level.</summary>
/// <param name="Id">Unique over all packs, such as <c>osha-pel</c>.</param>
/// <param name="Criterion">Criterion level, exchange rate, threshold.</param>
/// <param name="Coefficient">q of TWA = q · lg(D/100) + criterion, dB, as printed.</param>
/// <param name="Kind">Limit or action level.</param>
/// <param name="Percent">The dose of a working day that it allows, %.</param>
/// <param name="Citation">Where it stands, and its mark.</param>
public sealed record DoseLimit(string Id, DoseCriterion Criterion, decimal Coefficient, LimitKind Kind, decimal Percent, Citation Citation);
