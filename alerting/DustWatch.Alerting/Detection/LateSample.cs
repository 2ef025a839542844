using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>What was judged of a point from <paramref name="Since"/> on does not hold any more: a sample came after its time, and must be judged in its order.</summary>
/// <param name="Point">Number of the point.</param>
/// <param name="Since">The earliest event time that is concerned.</param>
public readonly record struct LateSample(int Point, Instant Since);
