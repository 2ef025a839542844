namespace DustWatch.Dashboard.Contracts;

/// <summary>A rule's window.</summary>
/// <param name="Kind"><c>instant</c>, <c>sliding</c>, <c>shift</c> or <c>day</c>.</param>
/// <param name="Length">Of a sliding window, ISO 8601.</param>
public sealed record RuleWindowView(string Kind, string? Length);
