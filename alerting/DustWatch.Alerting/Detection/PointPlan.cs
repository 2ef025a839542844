using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Where the state of one point stands in the flat arrays.</summary>
/// <param name="Point">The point.</param>
/// <param name="Key">Everything that judging it depends on, as text: the same key, the same judging.</param>
/// <param name="Local">Its index among the points of the shard.</param>
/// <param name="Silences">Offline rules that bind it.</param>
internal sealed record PointPlan(MonitoringPoint Point, string Key, int Local, Rule[] Silences)
{
    public int FirstSilence { get; init; }

    public int FirstSeries { get; init; }

    public int SeriesCount { get; init; }

    public int FirstTrack { get; init; }

    public int TrackCount { get; init; }

    public int FirstLatch { get; init; }

    public int LatchCount { get; init; }

    /// <summary>The shortest silence that is a fault, ms; <see cref="long.MaxValue"/> without an offline rule.</summary>
    public long AfterMillisecondsMin { get; } = Silences.Select(rule => rule.AfterMilliseconds).DefaultIfEmpty(long.MaxValue).Min();
}
