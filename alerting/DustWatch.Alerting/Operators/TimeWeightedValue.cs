using DustWatch.Measurements;

namespace DustWatch.Alerting.Operators;

/// <summary>The mean of one series over the window that ends at one of its samples.</summary>
/// <param name="Point">Number of the point.</param>
/// <param name="Quantity">The quantity.</param>
/// <param name="Time">End of the window: the sample's time.</param>
/// <param name="Value">Σ x·d / Σ d in the quantity's unit, as energy for levels; null for the level of nothing.</param>
/// <param name="Coverage">Covered part of the window, 0 to 1.</param>
public readonly record struct TimeWeightedValue(int Point, Quantity Quantity, Instant Time, double? Value, double Coverage);
