using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>What is fixed about one quantity of one point while the registry and the rules stay.</summary>
/// <param name="Point">The point.</param>
/// <param name="Quantity">The quantity.</param>
/// <param name="RangeTop">Top of the instrument's range, scaled as samples are; null when none is stated.</param>
/// <param name="IsUncorrected">A site factor is needed and not applied.</param>
/// <param name="Rules">Rules that bind it.</param>
/// <param name="FirstTrack">Its rules' states are tracks FirstTrack and on.</param>
/// <param name="RingMilliseconds">Length of the longest sliding window; 0: no ring.</param>
/// <param name="Calendar">The point's shifts and days as instants.</param>
internal sealed record SeriesPlan(
    MonitoringPoint Point,
    Quantity Quantity,
    long? RangeTop,
    bool IsUncorrected,
    BoundRule[] Rules,
    int FirstTrack,
    long RingMilliseconds,
    CalendarWindows Calendar)
{
    /// <summary>The shortest silence after which a tick closes a window: 10 min.</summary>
    private const long QuietMillisecondsMin = 600_000;

    /// <summary>An uncovered stretch up to here breaks no run, however short the interval: 1 min.</summary>
    private const long StretchMillisecondsMin = 60_000;

    public long IntervalMilliseconds { get; } = Point.IntervalMilliseconds;

    public long HoldMilliseconds { get; } = Point.HoldMilliseconds;

    /// <summary>A longer uncovered stretch breaks a run.</summary>
    public long StretchMilliseconds { get; } = Math.Max(Point.HoldMilliseconds, StretchMillisecondsMin);

    /// <summary>When nothing has arrived for so long, ticks close windows.</summary>
    public long QuietMilliseconds { get; } = Math.Max(Point.HoldMilliseconds, QuietMillisecondsMin);
}
