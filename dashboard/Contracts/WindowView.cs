using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>A window: <c>(start, end]</c>.</summary>
public sealed record WindowView(Instant Start, Instant End);
