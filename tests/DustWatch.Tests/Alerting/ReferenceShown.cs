namespace DustWatch.Tests.Alerting;

/// <summary>What a transition says of a value, which depends on the levels that it leads between.</summary>
internal sealed record ReferenceShown(double? Value, string? Unit, double? Low, double? High, double? Limit, string? Shift, string? Clause);
