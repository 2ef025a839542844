using DustWatch.Measurements;

namespace DustWatch.Simulator.Sensors;

/// <summary>Finds the running shift quickly for times that mostly lie in the same one. Any thread.</summary>
internal sealed class ShiftClock(ShiftCalendar calendar)
{
    private readonly SiteCalendar _calendar = new(calendar);
    private volatile StrongSpan? _last;

    /// <summary>The shift that <paramref name="time"/> lies in; the demo's calendars leave no time out.</summary>
    public Interval SpanAt(Instant time)
    {
        if (_last is { } last && last.Span.Contains(time))
        {
            return last.Span;
        }

        if (!_calendar.TryFindShift(time, out var window))
        {
            throw new ArgumentException($"{time} lies in no shift of {calendar.Id}.", nameof(time));
        }

        _last = new StrongSpan(window.Span);
        return window.Span;
    }

    private sealed record StrongSpan(Interval Span);
}
