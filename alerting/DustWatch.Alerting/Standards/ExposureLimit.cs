using DustWatch.Measurements;

namespace DustWatch.Alerting.Standards;

/// <summary>One limit of a standard.</summary>
/// <param name="Agent">Id of the dust table's row, or <c>noise</c>.</param>
/// <param name="Name">The agent as the standard names it.</param>
/// <param name="Quantity">What it limits.</param>
/// <param name="Kind">Limit or action level.</param>
/// <param name="Limit">In the unit of the quantity (mg/m³ as 8 h average, dB(A) as L_EX,8h, dB(C) as peak).</param>
/// <param name="Silica">Free silica in the dust for which the row is meant, %; null when the row states none.</param>
/// <param name="Basis">How the limit follows the fraction, or null when it does not.</param>
/// <param name="Citation">Where it stands, and its mark.</param>
/// <param name="Note">What else the row demands, or null.</param>
public sealed record ExposureLimit(
    string Agent,
    string Name,
    Quantity Quantity,
    LimitKind Kind,
    decimal Limit,
    Band? Silica,
    SilicaBasis? Basis,
    Citation Citation,
    string? Note)
{
    /// <summary>Dust of which nothing is known is taken as silica throughout where the limit is one of the silica in it, %.</summary>
    private const decimal WorstPercent = 100;

    /// <summary>The limit of dust with so much free silica; null when the row has none for it.</summary>
    /// <param name="silicaPercent">0 to 100 %; null when no laboratory reported it: the whole dust counts as silica then, where that matters.</param>
    public ExposureLimit? For(decimal? silicaPercent) => Basis is not { } basis
        ? this
        : basis.LimitOfDust(Limit, silicaPercent ?? WorstPercent) is { } limit ? this with { Limit = limit } : null;
}
