using DustWatch.Measurements;

namespace DustWatch.Backends;

/// <summary>The shifts of points by their calendars, each calendar bound to its zone once. One thread.</summary>
internal sealed class PointShifts
{
    private readonly Dictionary<ShiftCalendar, SiteCalendar> _calendars = [];

    /// <summary>The shift of <paramref name="point"/>'s calendar whose <c>(start, end]</c> holds <paramref name="instant"/>; <see langword="false"/> outside every shift.</summary>
    public bool TryFind(MonitoringPoint point, Instant instant, out ShiftWindow window)
    {
        if (!_calendars.TryGetValue(point.Calendar, out var calendar))
        {
            _calendars[point.Calendar] = calendar = new SiteCalendar(point.Calendar);
        }

        return calendar.TryFindShift(instant, out window);
    }
}
