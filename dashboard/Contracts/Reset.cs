namespace DustWatch.Dashboard.Contracts;

/// <summary>The hub's <c>reset</c>: too much was missed; load a snapshot.</summary>
public sealed record Reset(long Seq);
