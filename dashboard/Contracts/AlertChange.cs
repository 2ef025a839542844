namespace DustWatch.Dashboard.Contracts;

/// <summary>The hub's <c>alert</c>.</summary>
public sealed record AlertChange(long Seq, AlertView Alert);
