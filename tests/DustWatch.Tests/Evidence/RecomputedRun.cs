namespace DustWatch.Tests.Evidence;

/// <summary>A run that a third party's script found; times in ms.</summary>
internal sealed record RecomputedRun(long Start, long End, double Height, long? Gap, bool Open);
