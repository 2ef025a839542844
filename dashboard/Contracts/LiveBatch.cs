namespace DustWatch.Dashboard.Contracts;

/// <summary>The hub's <c>live</c>.</summary>
public sealed record LiveBatch(IReadOnlyList<LiveValueView> Values);
