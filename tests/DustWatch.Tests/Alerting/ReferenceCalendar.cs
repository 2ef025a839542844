using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>The windows of one calendar, found by trying the days around a time.</summary>
internal sealed class ReferenceCalendar(ShiftCalendar calendar)
{
    private readonly SiteCalendar _site = new(calendar);
    private readonly Dictionary<(WindowKind, DateOnly), List<ReferenceWindow>> _days = [];
    private readonly Dictionary<(string, long), List<ReferenceWindow>> _shifts = [];

    /// <summary>Names of the shifts, in the calendar's order, each once.</summary>
    public IEnumerable<string> Names => calendar.Shifts.Select(shift => shift.Name).Distinct();

    public long Midnight(DateOnly day) => _site.WindowOf(day).Span.Start.Milliseconds;

    /// <summary>The shift, day or week that <paramref name="instant"/> lies in; only a shift can be missing.</summary>
    public ReferenceWindow? Containing(WindowKind kind, long instant) => Overlapping(kind, instant - 1, instant).SingleOrDefault();

    /// <summary>The shifts, days or weeks of which some part lies in <c>(start, end]</c>, in order.</summary>
    public IEnumerable<ReferenceWindow> Overlapping(WindowKind kind, long start, long end)
    {
        var first = DayOf(start).AddDays(kind == WindowKind.Week ? -8 : -3);
        return
            from number in Enumerable.Range(0, DayOf(end).DayNumber + 4 - first.DayNumber)
            from window in WindowsOf(kind, first.AddDays(number))
            where window.Start < end && window.End > start
            orderby window.Start
            select window;
    }

    /// <summary>The shifts called <paramref name="name"/> that start in a week.</summary>
    public List<ReferenceWindow> ShiftsOf(ReferenceWindow week, string name)
    {
        if (!_shifts.TryGetValue((name, week.Start), out var shifts))
        {
            shifts = [.. Overlapping(WindowKind.Shift, week.Start, week.End).Where(shift => shift.Shift == name && shift.Start >= week.Start)];
            _shifts.Add((name, week.Start), shifts);
        }

        return shifts;
    }

    private static DateOnly DayOf(long instant) => DateOnly.FromDateTime(new Instant(instant).ToDateTimeOffset().UtcDateTime);

    /// <summary>What starts on a local day.</summary>
    private List<ReferenceWindow> WindowsOf(WindowKind kind, DateOnly day)
    {
        if (!_days.TryGetValue((kind, day), out var windows))
        {
            windows = kind switch
            {
                WindowKind.Shift => [.. ShiftsOn(day)],
                WindowKind.Day => [ReferenceWindow.Plain(Midnight(day), Midnight(day.AddDays(1)))],
                WindowKind.Week when day.DayOfWeek == DayOfWeek.Monday => [ReferenceWindow.Plain(Midnight(day), Midnight(day.AddDays(7)))],
                _ => [],
            };
            _days.Add((kind, day), windows);
        }

        return windows;
    }

    private IEnumerable<ReferenceWindow> ShiftsOn(DateOnly day) =>
        from found in _site.ShiftsOf(day)
        let shift = calendar.Shifts[found.Shift]
        select new ReferenceWindow(found.Span.Start.Milliseconds, found.Span.End.Milliseconds, shift.Name, [.. shift.Breaks.Select(rest => BreakOf(day, shift, rest)).Where(rest => rest.From < rest.To)]);

    /// <summary>A break read as if it were a shift of its own, on the day after when it begins at an earlier time of day than its shift.</summary>
    private (long From, long To) BreakOf(DateOnly day, Shift shift, ShiftBreak rest)
    {
        var alone = new SiteCalendar(calendar with { Shifts = [new Shift("break", rest.Start, rest.End, [])] });
        var span = alone.ShiftsOf(rest.Start < shift.Start ? day.AddDays(1) : day).Single().Span;
        return (span.Start.Milliseconds, span.End.Milliseconds);
    }
}
