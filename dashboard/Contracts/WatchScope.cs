namespace DustWatch.Dashboard.Contracts;

/// <summary>Which points a browser watches; all of its scope when nothing is named.</summary>
internal sealed record WatchScope(string? District, string? Enterprise, string? Point);
