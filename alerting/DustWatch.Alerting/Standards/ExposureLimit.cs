using DustWatch.Measurements;

namespace DustWatch.Alerting.Standards;

/// <summary>One limit of a standard, with everything a person needs to confirm it.</summary>
/// <param name="Agent">Id of the dust table's row, or <c>noise</c>.</param>
/// <param name="Name">The agent as the standard names it.</param>
/// <param name="Quantity">What it limits.</param>
/// <param name="Limit">In the unit of the quantity (mg/m³ PC-TWA, or dB(A) L_EX,8h).</param>
/// <param name="Standard">Such as <c>GBZ 2.1-2019</c>.</param>
/// <param name="Edition">Edition of the standard.</param>
/// <param name="Effective">First day in force.</param>
/// <param name="Clause">Clause or table.</param>
/// <param name="Mark">S read in the standard, 2 read in a secondary source, M not confirmed by a source at hand.</param>
/// <param name="Source">Where the number was read.</param>
/// <param name="Note">What else the row demands, or null.</param>
public sealed record ExposureLimit(
    string Agent,
    string Name,
    Quantity Quantity,
    decimal Limit,
    string Standard,
    string Edition,
    DateOnly Effective,
    string Clause,
    string Mark,
    string Source,
    string? Note);
