using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>A stored sample.</summary>
internal sealed record ReadingView(Instant T, double Value, SampleFlag Flag);
