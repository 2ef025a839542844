using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>The shifts, days and weeks of one calendar as instants, worked out once for each month in use. Shared by points; one thread.</summary>
internal sealed class CalendarWindows
{
    private const long DayMilliseconds = 86_400_000;
    private const int ChunkDays = 32;

    private readonly ShiftCalendar _calendar;
    private readonly SiteCalendar _site;
    private readonly int[] _nameOf; // [shift]
    private readonly Dictionary<(WindowKind Kind, long Chunk), ShiftWindow[]> _chunks = []; // of UTC days, by start
    private readonly Dictionary<(int Shift, long Start), Interval[]> _breaks = [];

    public CalendarWindows(ShiftCalendar calendar)
    {
        (_calendar, _site) = (calendar, new SiteCalendar(calendar));
        HasBreaks = calendar.Shifts.Any(shift => shift.Breaks.Count > 0);
        Names = [.. calendar.Shifts.Select(shift => shift.Name).Distinct(StringComparer.Ordinal)];
        _nameOf = [.. calendar.Shifts.Select(shift => Array.IndexOf(Names, shift.Name))];
    }

    /// <summary>A window that never comes: of a calendar without shifts.</summary>
    public static ShiftWindow Nothing { get; } = new(new Interval(new Instant(long.MaxValue - 1), new Instant(long.MaxValue)), -1);

    public bool HasBreaks { get; }

    /// <summary>The shifts' names, each once, in the calendar's order.</summary>
    public string[] Names { get; }

    public string ShiftName(int shift) => _calendar.Shifts[shift].Name;

    /// <summary>Index of the name of a shift in <see cref="Names"/>.</summary>
    public int NameOf(int shift) => _nameOf[shift];

    /// <summary>Local midnight at which <paramref name="day"/> begins, ms.</summary>
    public long StartOf(DateOnly day) => _site.StartOf(day).Milliseconds;

    /// <summary>The first shift, day or week that ends after <paramref name="instant"/>: the one that holds the ms after it, or the next.</summary>
    public ShiftWindow FirstEndingAfter(WindowKind kind, long instant)
    {
        if (kind == WindowKind.Shift && _calendar.Shifts.Count == 0)
        {
            return Nothing;
        }

        var chunk = Math.DivRem(instant, ChunkDays * DayMilliseconds, out var rest) - (rest < 0 ? 1 : 0);
        if (!_chunks.TryGetValue((kind, chunk), out var windows))
        {
            windows = Expand(kind, chunk);
            _chunks.Add((kind, chunk), windows);
        }

        foreach (ref readonly var window in windows.AsSpan())
        {
            if (window.Span.End.Milliseconds > instant)
            {
                return window;
            }
        }

        throw new System.Diagnostics.UnreachableException($"No {kind} of {_calendar.Id} ends after {new Instant(instant)}.");
    }

    /// <summary>The breaks of one occurrence of a shift, by start; none of days and weeks.</summary>
    public ReadOnlySpan<Interval> BreaksOf(int shift, long start)
    {
        if (!HasBreaks || shift < 0)
        {
            return [];
        }

        if (!_breaks.TryGetValue((shift, start), out var breaks))
        {
            FirstEndingAfter(WindowKind.Shift, start);
            breaks = _breaks.GetValueOrDefault((shift, start), []);
        }

        return breaks;
    }

    /// <summary>ms of (<paramref name="from"/>, <paramref name="to"/>] that are no break of the occurrence of a shift that starts at <paramref name="start"/>.</summary>
    public long WorkedMilliseconds(int shift, long start, long from, long to)
    {
        var worked = Math.Max(0, to - from);
        foreach (ref readonly var rest in BreaksOf(shift, start))
        {
            worked -= Math.Max(0, Math.Min(to, rest.End.Milliseconds) - Math.Max(from, rest.Start.Milliseconds));
        }

        return worked;
    }

    /// <summary>The stretches of (<paramref name="from"/>, <paramref name="to"/>] that are no break of the occurrence of a shift that starts at <paramref name="start"/>.</summary>
    public List<Interval> WorkedSpans(int shift, long start, long from, long to)
    {
        var spans = new List<Interval>();
        foreach (ref readonly var rest in BreaksOf(shift, start))
        {
            AddUntil(rest.Start.Milliseconds);
            from = Math.Max(from, rest.End.Milliseconds);
        }

        AddUntil(to);
        return spans;

        void AddUntil(long until)
        {
            if (from < Math.Min(until, to))
            {
                spans.Add(new Interval(new Instant(from), new Instant(Math.Min(until, to))));
            }
        }
    }

    /// <summary>The shifts of one name that start from <paramref name="start"/> on and before <paramref name="end"/>, by start.</summary>
    public List<ShiftWindow> ShiftsOfName(int name, long start, long end)
    {
        var shifts = new List<ShiftWindow>();
        for (var from = start; from < end;)
        {
            var shift = FirstEndingAfter(WindowKind.Shift, from);
            if (shift.Span.Start.Milliseconds >= start && shift.Span.Start.Milliseconds < end && NameOf(shift.Shift) == name)
            {
                shifts.Add(shift);
            }

            from = shift.Span.End.Milliseconds;
        }

        return shifts;
    }

    /// <summary>Each break without what one before it holds already: a change of local time may move them onto each other, or turn one around.</summary>
    private static Interval[] Disjoint(IEnumerable<Interval> breaks)
    {
        var disjoint = new List<Interval>();
        foreach (var rest in breaks)
        {
            var start = disjoint.Count > 0 ? Instant.Max(rest.Start, disjoint[^1].End) : rest.Start;
            if (start < rest.End)
            {
                disjoint.Add(new Interval(start, rest.End));
            }
        }

        return [.. disjoint];
    }

    private ShiftWindow[] Expand(WindowKind kind, long chunk)
    {
        // Local days start within a day of the UTC day of their name, and every shift comes again each day, every week each seventh.
        var first = DateOnly.FromDateTime(new Instant(chunk * ChunkDays * DayMilliseconds).ToDateTimeOffset().UtcDateTime).AddDays(-9);
        var days = Enumerable.Range(0, ChunkDays + 18).Select(first.AddDays);
        return [.. days.SelectMany(day => WindowsOf(kind, day)).Where(window => window.Span.Milliseconds > 0).OrderBy(window => window.Span.Start)];
    }

    private ShiftWindow[] WindowsOf(WindowKind kind, DateOnly day)
    {
        switch (kind)
        {
            case WindowKind.Day:
                return [_site.WindowOf(day)];
            case WindowKind.Week:
                return day.DayOfWeek == DayOfWeek.Monday ? [_site.WeekOf(day)] : [];
            default:
                var shifts = _site.ShiftsOf(day).ToArray();
                foreach (var shift in shifts.Where(_ => HasBreaks))
                {
                    _breaks[(shift.Shift, shift.Span.Start.Milliseconds)] = Disjoint(_site.BreaksOf(day, shift.Shift));
                }

                return shifts;
        }
    }
}
