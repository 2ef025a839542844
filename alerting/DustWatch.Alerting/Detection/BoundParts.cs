namespace DustWatch.Alerting.Detection;

/// <summary>The parts of a window with their bound resolved for an agent.</summary>
/// <param name="OfMilliseconds">Length of a part, aligned to UTC, ms; 0: each sample.</param>
/// <param name="Above">Bound, as a weight.</param>
/// <param name="AtMost">More runs than these exceed.</param>
/// <param name="LongestMilliseconds">A longer run exceeds, ms.</param>
/// <param name="ApartMilliseconds">A run that begins sooner after the end of the one before exceeds, ms.</param>
internal sealed record BoundParts(long OfMilliseconds, Int128 Above, int AtMost, long LongestMilliseconds, long ApartMilliseconds);
