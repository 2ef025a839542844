namespace DustWatch.Alerting.Standards;

/// <summary>
/// How a limit depends on the free silica in the dust: the dust may have limit / (<paramref name="Plus"/> + <paramref name="Times"/> · percent).
/// A limit of the silica itself, such as 0.05 mg/m³, has 0 and 0.01; the coal dust formula 10/(%SiO2 + 2) has 2 and 1.
/// </summary>
/// <param name="Plus">Constant of the divisor.</param>
/// <param name="Times">What each % of free silica adds to the divisor.</param>
public readonly record struct SilicaBasis(decimal Plus, decimal Times)
{
    /// <summary>The limit of the dust, mg/m³; null when dust with so little silica has none.</summary>
    /// <param name="limit">As the standard prints it, mg/m³.</param>
    /// <param name="percent">Free silica in the dust, 0 to 100 %.</param>
    public decimal? LimitOfDust(decimal limit, decimal percent) => Plus + (Times * percent) is > 0 and var divisor ? limit / divisor : null;
}
