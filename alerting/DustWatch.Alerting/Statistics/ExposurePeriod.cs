namespace DustWatch.Alerting.Statistics;

/// <summary>A stretch of time at one concentration.</summary>
/// <param name="Concentration">Any one unit; not negative.</param>
/// <param name="Milliseconds">How long, ms; not negative.</param>
public readonly record struct ExposurePeriod(decimal Concentration, long Milliseconds);
