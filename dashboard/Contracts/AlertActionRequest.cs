namespace DustWatch.Dashboard.Contracts;

/// <summary>What a person says with an action on an alert.</summary>
internal sealed record AlertActionRequest(string? Comment, string? Assignee);
