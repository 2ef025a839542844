using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>A stored sample.</summary>
internal sealed record HistorySampleView(Instant T, double Value, string Flag);
