using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>What is fixed about one quantity of one point while the registry and the rules stay.</summary>
internal sealed class SeriesPlan
{
    /// <summary>The shortest silence after which a tick closes a window: 10 min.</summary>
    private const long QuietMillisecondsMin = 600_000;

    /// <summary>An uncovered stretch up to here breaks no run, however short the interval: 1 min.</summary>
    private const long StretchMillisecondsMin = 60_000;

    public SeriesPlan(MonitoringPoint point, Quantity quantity, CalendarWindows calendar, BoundRule[] rules, BoundQuality[] quality, long latenessMilliseconds = 0)
    {
        (Point, Quantity, Calendar, Rules, Quality) = (point, quantity, calendar, rules, quality);
        RangeTop = point.Ranges.TryGetValue(quantity, out var top) ? top : null;
        IntervalMilliseconds = point.IntervalMilliseconds;
        HoldMilliseconds = point.HoldMilliseconds;
        StretchMilliseconds = Math.Max(point.HoldMilliseconds, StretchMillisecondsMin);
        LatenessMilliseconds = latenessMilliseconds;
        QuietMilliseconds = Math.Max(Math.Max(point.HoldMilliseconds, QuietMillisecondsMin), latenessMilliseconds); // what is held back comes first
        RingMilliseconds = rules.Select(rule => rule.RingMilliseconds).DefaultIfEmpty(0).Max();
        HasTumbling = rules.Any(rule => rule.IsTumbling);
        HasSpacings = quality.Any(rule => rule.Rule.Kind == RuleKind.Interval);
    }

    public MonitoringPoint Point { get; }

    public Quantity Quantity { get; }

    /// <summary>The point's shifts, days and weeks as instants.</summary>
    public CalendarWindows Calendar { get; }

    /// <summary>Exposure rules that bind it.</summary>
    public BoundRule[] Rules { get; }

    /// <summary>Rules on the quality of its data.</summary>
    public BoundQuality[] Quality { get; }

    /// <summary>Index of its point in the shard.</summary>
    public required int Local { get; init; }

    /// <summary>Its rules' states are tracks FirstTrack and on.</summary>
    public required int FirstTrack { get; init; }

    /// <summary>Top of the instrument's range, scaled as samples are; null when none is stated.</summary>
    public long? RangeTop { get; }

    /// <summary>Readings at or below it are never stuck, scaled as samples are.</summary>
    public long Resolution { get; init; }

    /// <summary>Whether it needs a site factor.</summary>
    public bool IsOptical { get; init; }

    /// <summary>Its site factor, or null.</summary>
    public FactorPlan? Factor { get; init; }

    public long IntervalMilliseconds { get; }

    public long HoldMilliseconds { get; }

    /// <summary>A longer uncovered stretch breaks a run.</summary>
    public long StretchMilliseconds { get; }

    /// <summary>How long samples are held back for reordering; 0: not at all.</summary>
    public long LatenessMilliseconds { get; }

    /// <summary>When nothing has arrived for so long, ticks close windows.</summary>
    public long QuietMilliseconds { get; }

    /// <summary>Length of the longest sliding window that is kept exactly; 0: no ring.</summary>
    public long RingMilliseconds { get; }

    public bool HasTumbling { get; }

    public bool HasSpacings { get; }

    /// <summary>Top of the range as it is judged at <paramref name="at"/>.</summary>
    public long? JudgedTopAt(long at) => RangeTop is { } top ? Correct(top, at) : null;

    /// <summary>x·K where a factor holds at <paramref name="at"/>, else x.</summary>
    public long Correct(long value, long at) => Factor is { } factor && factor.HoldsAt(at) ? factor.Apply(value) : value;

    /// <summary>Whether samples of both are taken in the same way, so that windows of one can go on as windows of the other.</summary>
    public bool IsLike(SeriesPlan other) =>
        Quantity == other.Quantity
        && (ReferenceEquals(Calendar, other.Calendar) || PlanFingerprint.KeyOf(Point.Calendar) == PlanFingerprint.KeyOf(other.Point.Calendar))
        && IntervalMilliseconds == other.IntervalMilliseconds
        && RangeTop == other.RangeTop
        && Resolution == other.Resolution
        && IsOptical == other.IsOptical
        && Factor == other.Factor;
}
