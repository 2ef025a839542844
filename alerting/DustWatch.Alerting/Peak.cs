using DustWatch.Measurements;

namespace DustWatch.Alerting;

/// <summary>The highest sample of a window.</summary>
/// <param name="Time">Its event time.</param>
/// <param name="Value">In the quantity's unit.</param>
public readonly record struct Peak(Instant Time, double Value);
