namespace DustWatch.Dashboard.Contracts;

/// <summary>The hub's <c>presence</c>.</summary>
public sealed record PresenceBatch(IReadOnlyList<PresenceView> Points);
