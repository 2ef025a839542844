namespace DustWatch.Alerting.Detection;

/// <summary>What a detector has seen since it began; it goes on through checkpoints.</summary>
/// <param name="Samples">Samples of its points, of every kind.</param>
/// <param name="Late">Older than the last of their series, or in a window that a tick has closed; not judged.</param>
/// <param name="Duplicates">The same time and value again; dropped.</param>
/// <param name="Conflicts">The same time with another value; not judged.</param>
public readonly record struct DetectionCounts(long Samples, long Late, long Duplicates, long Conflicts);
