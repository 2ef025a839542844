namespace DustWatch.Alerting.Rules;

/// <summary>Over which stretch of time a rule aggregates.</summary>
public enum WindowKind
{
    /// <summary>The sample itself.</summary>
    Instant = 0,

    /// <summary>The last so many ms up to the sample, <c>(t − L, t]</c>.</summary>
    Sliding = 1,

    /// <summary>One shift of the point's calendar.</summary>
    Shift = 2,

    /// <summary>One local day of the point's calendar.</summary>
    Day = 3,

    /// <summary>One local week of the point's calendar, from Monday.</summary>
    Week = 4,

    /// <summary>A shift or day, in it the runs of short means above a bound.</summary>
    Episodes = 5,

    /// <summary>A shift or day, in it the clock-aligned short means above a bound.</summary>
    Count = 6,
}
