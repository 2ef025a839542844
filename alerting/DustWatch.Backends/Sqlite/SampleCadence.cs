using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>How far samples reach back, as the registry states it: what a summary depends on besides the samples.</summary>
/// <param name="HoldMilliseconds">How far apart two samples may be for the later to cover the time between.</param>
/// <param name="IntervalMilliseconds">What a sample covers otherwise, above 0.</param>
internal readonly record struct SampleCadence(long HoldMilliseconds, long IntervalMilliseconds)
{
    public long ReachMilliseconds => Math.Max(HoldMilliseconds, IntervalMilliseconds);

    public static SampleCadence Of(MonitoringPoint point) => new(point.HoldMilliseconds, point.IntervalMilliseconds);
}
