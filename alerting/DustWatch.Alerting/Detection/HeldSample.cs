using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>A sample that waits for those before it.</summary>
/// <param name="Sample">As sent.</param>
/// <param name="Arrival">When it arrived, ms.</param>
/// <param name="LastArrival">When a sample of its point had arrived last before it, ms.</param>
internal readonly record struct HeldSample(Sample Sample, long Arrival, long LastArrival)
{
    public long Time => Sample.Time.Milliseconds;
}
