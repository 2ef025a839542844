namespace DustWatch.Dashboard.Contracts;

/// <summary>A rule's window; what its kind does not have is null.</summary>
/// <param name="Kind">As in RULES.json, such as <c>sliding</c>.</param>
/// <param name="Length">Of a sliding window, ISO 8601.</param>
/// <param name="In">Of episodes and counts: <c>shift</c> or <c>day</c>.</param>
/// <param name="Of">Of these: length of the short means, ISO 8601.</param>
/// <param name="Above">Of these: the bound of a short mean.</param>
/// <param name="Times">Of these: the bound as a multiple of the agent's limit.</param>
/// <param name="AtMost">Of episodes: more exceed.</param>
/// <param name="Longest">Of episodes: a longer one exceeds, ISO 8601.</param>
/// <param name="Apart">Of episodes: closer ones exceed, ISO 8601.</param>
public sealed record RuleWindowView(
    string Kind,
    string? Length,
    string? In,
    string? Of,
    decimal? Above,
    decimal? Times,
    int? AtMost,
    string? Longest,
    string? Apart);
