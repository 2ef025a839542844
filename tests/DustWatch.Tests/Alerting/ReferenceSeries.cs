using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>Every sample of one point and quantity.</summary>
internal sealed class ReferenceSeries(MonitoringPoint point, Quantity quantity)
{
    private static readonly Dictionary<ShiftCalendar, SiteCalendar> Calendars = new(ReferenceEqualityComparer.Instance);

    public MonitoringPoint Point => point;

    public Quantity Quantity => quantity;

    public List<long> Times { get; } = []; // of every flag

    public List<ReferenceInterval> Valid { get; } = [];

    public long LastArrival { get; set; } = long.MinValue;

    public long ClosedUntil { get; set; } = long.MinValue;

    public static SiteCalendar CalendarOf(ShiftCalendar calendar)
    {
        if (!Calendars.TryGetValue(calendar, out var site))
        {
            Calendars.Add(calendar, site = new SiteCalendar(calendar));
        }

        return site;
    }

    public ReferenceInterval? IntervalOf(Sample sample)
    {
        if (sample.Flag is not (SampleFlag.Valid or SampleFlag.OverRange))
        {
            return null;
        }

        var t = sample.Time.Milliseconds;
        var from = Times.Count > 0 && t - Times[^1] <= 3 * point.IntervalMilliseconds ? Times[^1] : t - point.IntervalMilliseconds;
        var isCensored = sample.Flag == SampleFlag.OverRange;
        var value = isCensored && point.Ranges.TryGetValue(quantity, out var top) && top > sample.Value ? top : sample.Value;
        return new ReferenceInterval(from, t, value, isCensored, t);
    }

    /// <summary>What lies in <c>(start, end]</c>, cut to it.</summary>
    public List<ReferenceInterval> Within(long start, long end)
    {
        var parts = new List<ReferenceInterval>();
        for (var i = Valid.Count - 1; i >= 0 && Valid[i].To > start; i--)
        {
            var part = Valid[i] with { From = Math.Max(start, Valid[i].From), To = Math.Min(end, Valid[i].To) };
            if (part.From < part.To)
            {
                parts.Insert(0, part);
            }
        }

        return parts;
    }

    public long Covered(long start, long end) => Within(start, end).Sum(part => part.To - part.From);

    /// <summary>Whether some uncovered stretch of <c>(start, end]</c> is longer than it may be in a run.</summary>
    public bool HasLongGap(long start, long end)
    {
        var longest = 0L;
        var at = start;
        foreach (var part in Within(start, end))
        {
            longest = Math.Max(longest, part.From - at);
            at = part.To;
        }

        return Math.Max(longest, end - at) > Math.Max(point.HoldMilliseconds, 60_000);
    }
}
