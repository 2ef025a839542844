using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>A sample of a time that its series had already.</summary>
/// <param name="Sample">As sent.</param>
/// <param name="IsConflict">Whether its value was another: it is not evaluated. The same value again is a duplicate, and dropped.</param>
public readonly record struct RepeatedSample(Sample Sample, bool IsConflict);
