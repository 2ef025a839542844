using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>The newest value of a point and quantity.</summary>
internal sealed record ValueView(string Quantity, string Unit, Instant T, double Value, string Flag);
