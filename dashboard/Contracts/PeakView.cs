using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>The highest sample of a window.</summary>
public sealed record PeakView(Instant T, double X);
