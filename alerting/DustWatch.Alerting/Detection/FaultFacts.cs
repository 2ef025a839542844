using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>What a fault in the data tells beside that it began or ended.</summary>
/// <param name="Window">The stretch that showed it.</param>
/// <param name="Quantity">Whose, or null for the point as a whole.</param>
/// <param name="Value">In the quantity's unit (of a step, per second), or null.</param>
/// <param name="Limit">What the value is compared with, or null.</param>
/// <param name="IsCensored">The sample was over range.</param>
internal readonly record struct FaultFacts(Interval Window, Quantity? Quantity = null, double? Value = null, double? Limit = null, bool IsCensored = false);
