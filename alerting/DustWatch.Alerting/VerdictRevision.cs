namespace DustWatch.Alerting;

/// <summary>A verdict as it stands after late samples.</summary>
/// <param name="Verdict">With its revision.</param>
/// <param name="IsWithdrawn">There was no such window: nothing fell into it.</param>
public readonly record struct VerdictRevision(Verdict Verdict, bool IsWithdrawn);
