using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>A window's edges.</summary>
public sealed record WindowView(Instant Start, Instant End);
