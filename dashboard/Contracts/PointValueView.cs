using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>The newest value of a point and quantity.</summary>
internal sealed record PointValueView(Quantity Quantity, string Unit, Instant T, double Value, SampleFlag Flag);
