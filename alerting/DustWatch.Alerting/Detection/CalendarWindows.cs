using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>The shifts and days of one calendar as instants, worked out once for each month in use. Shared by points; one thread.</summary>
internal sealed class CalendarWindows(ShiftCalendar calendar)
{
    private const long DayMilliseconds = 86_400_000;
    private const int ChunkDays = 32;

    private readonly SiteCalendar _site = new(calendar);
    private readonly Dictionary<long, ShiftWindow[]> _shifts = []; // [chunk of UTC days], by start
    private readonly Dictionary<long, ShiftWindow[]> _days = []; // [chunk of UTC days], by start

    /// <summary>A window that never comes: of a calendar without shifts.</summary>
    public static ShiftWindow Nothing { get; } = new(new Interval(new Instant(long.MaxValue - 1), new Instant(long.MaxValue)), -1);

    public string ShiftName(int shift) => calendar.Shifts[shift].Name;

    /// <summary>The first shift or day that ends after <paramref name="instant"/>: the one that holds the ms after it, or the next.</summary>
    public ShiftWindow FirstEndingAfter(WindowKind kind, long instant)
    {
        if (kind == WindowKind.Shift && calendar.Shifts.Count == 0)
        {
            return Nothing;
        }

        var chunks = kind == WindowKind.Shift ? _shifts : _days;
        var chunk = Math.DivRem(instant, ChunkDays * DayMilliseconds, out var rest) - (rest < 0 ? 1 : 0);
        if (!chunks.TryGetValue(chunk, out var windows))
        {
            windows = Expand(kind, chunk);
            chunks.Add(chunk, windows);
        }

        foreach (ref readonly var window in windows.AsSpan())
        {
            if (window.Span.End.Milliseconds > instant)
            {
                return window;
            }
        }

        throw new System.Diagnostics.UnreachableException($"No {kind} of {calendar.Id} ends after {new Instant(instant)}.");
    }

    private ShiftWindow[] Expand(WindowKind kind, long chunk)
    {
        // Local days start within a day of the UTC day of their name, and every shift comes again each day.
        var first = DateOnly.FromDateTime(new Instant(chunk * ChunkDays * DayMilliseconds).ToDateTimeOffset().UtcDateTime).AddDays(-3);
        return [.. Enumerable.Range(0, ChunkDays + 6)
            .SelectMany(day => kind == WindowKind.Shift ? _site.ShiftsOf(first.AddDays(day)) : [_site.WindowOf(first.AddDays(day))])
            .Where(window => window.Span.Milliseconds > 0)
            .OrderBy(window => window.Span.Start)];
    }
}
