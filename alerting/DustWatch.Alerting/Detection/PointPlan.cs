using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Where the state of one point stands in the flat arrays.</summary>
/// <param name="Point">The point.</param>
/// <param name="Local">Its index among the points of the shard.</param>
/// <param name="Quality">Rules on the quality of its data.</param>
internal sealed record PointPlan(MonitoringPoint Point, int Local, Rule[] Quality)
{
    /// <summary>The states of its rules on quality are faults FirstFault and on.</summary>
    public int FirstFault { get; init; }

    public int FirstSeries { get; init; }

    public int SeriesCount { get; init; }

    public int FirstTrack { get; init; }

    public int TrackCount { get; init; }

    public int FirstLatch { get; init; }

    public int LatchCount { get; init; }

    /// <summary>The shortest silence that is a fault, ms; <see cref="long.MaxValue"/> without an offline rule.</summary>
    public long AfterMillisecondsMin { get; } =
        Quality.Where(rule => rule.Kind == RuleKind.Offline).Select(rule => rule.AfterMilliseconds).DefaultIfEmpty(long.MaxValue).Min();

    /// <summary>The smallest difference of time and arrival that is a fault, ms; <see cref="long.MaxValue"/> without a clock rule.</summary>
    public long ByMillisecondsMin { get; } =
        Quality.Where(rule => rule.Kind == RuleKind.Clock).Select(rule => rule.ByMilliseconds).DefaultIfEmpty(long.MaxValue).Min();

    public bool HasClock { get; } = Quality.Any(rule => rule.Kind == RuleKind.Clock);

    public bool HasRefused { get; } = Quality.Any(rule => rule.Kind == RuleKind.Refused);

    /// <summary>Whether a fault of it may keep latches from going off.</summary>
    public bool HasFreezing { get; } = Quality.Any(rule => Freezes(rule.Kind));

    /// <summary>Whether a rule looks at arrivals, which are not the same in two runs over the same samples.</summary>
    public static bool IsOnArrival(RuleKind kind) => kind is RuleKind.Offline or RuleKind.Refused or RuleKind.Clock;

    /// <summary>While a point is at fault so, its exposure latches may go on but not off. Silence is another thing: it ends with the sample that ends it.</summary>
    public static bool Freezes(RuleKind kind) => kind is RuleKind.Stuck or RuleKind.Step or RuleKind.Interval or RuleKind.Refused;
}
