using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>Every sample of one point and quantity.</summary>
internal sealed class ReferenceSeries(MonitoringPoint point, Quantity quantity, ReferenceCalendar calendar, ReferenceFactor factor)
{

    public MonitoringPoint Point => point;

    public Quantity Quantity => quantity;

    public ReferenceCalendar Calendar => calendar;

    public List<long> Times { get; } = []; // of every flag

    public List<ReferenceInterval> Valid { get; } = [];

    public long LastArrival { get; set; } = long.MinValue;

    public long ClosedUntil { get; set; } = long.MinValue;

    /// <summary>The longest uncovered stretch that a run survives.</summary>
    public long GapMaximum => Math.Max(point.HoldMilliseconds, 60_000);

    /// <summary>The instrument's resolution, at or below which nothing is stuck.</summary>
    public long Resolution => point.Resolutions.GetValueOrDefault(quantity);

    public ReferenceInterval? IntervalOf(Sample sample)
    {
        if (sample.Flag is not (SampleFlag.Valid or SampleFlag.OverRange))
        {
            return null;
        }

        var t = sample.Time.Milliseconds;
        var from = Times.Count > 0 && t - Times[^1] <= point.HoldMilliseconds ? Times[^1] : t - point.IntervalMilliseconds;
        var isCensored = sample.Flag == SampleFlag.OverRange;
        var value = isCensored && point.Ranges.TryGetValue(quantity, out var top) && top > sample.Value ? top : sample.Value;
        return new ReferenceInterval(from, t, factor.Corrected(value, t), sample.Value, isCensored, factor.At(t).IsMissing, t);
    }

    /// <summary>Top of the instrument's range as it is judged at <paramref name="at"/>; null where none is stated.</summary>
    public long? TopAt(long at) => point.Ranges.TryGetValue(quantity, out var top) ? factor.Corrected(top, at) : null;

    /// <summary>What lies in <c>(start, end]</c> and in no break of <paramref name="window"/>, cut to it.</summary>
    public List<ReferenceInterval> Within(ReferenceWindow window, long start, long end)
    {
        var first = Valid.Count;
        while (first > 0 && Valid[first - 1].To > start)
        {
            first--;
        }

        return window.Cut(Valid.Skip(first), start, end);
    }

    public List<ReferenceInterval> Within(long start, long end) => Within(ReferenceWindow.Plain(start, end), start, end);

    public long Covered(long start, long end) => Within(start, end).Sum(part => part.Length);

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

        return Math.Max(longest, end - at) > GapMaximum;
    }
}
