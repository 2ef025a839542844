namespace DustWatch.Alerting.Standards;

/// <summary>A line of a table of weights.</summary>
/// <param name="Values">The values that have it.</param>
/// <param name="Weight">The weight; null when the value itself is the weight.</param>
public readonly record struct GradingWeight(Band Values, decimal? Weight);
