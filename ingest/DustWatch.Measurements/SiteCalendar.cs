namespace DustWatch.Measurements;

/// <summary>
/// Turns a <see cref="ShiftCalendar"/> into instants. The only user of <see cref="TimeZoneInfo"/>: a local time that does not exist is moved
/// on by the jump, one that exists twice is the earlier.
/// </summary>
public sealed class SiteCalendar
{
    private readonly TimeZoneInfo _zone;

    /// <summary>Binds <paramref name="calendar"/> to its zone's rules.</summary>
    /// <exception cref="TimeZoneNotFoundException">The zone is unknown; <c>RegistryReader</c> has refused it before.</exception>
    public SiteCalendar(ShiftCalendar calendar)
    {
        Calendar = calendar;
        _zone = TimeZoneInfo.FindSystemTimeZoneById(calendar.Zone);
    }

    /// <summary>The pattern.</summary>
    public ShiftCalendar Calendar { get; }

    /// <summary>Whether this machine knows the zone.</summary>
    public static bool IsZone(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out _);

    /// <summary>The shift whose <c>(start, end]</c> holds <paramref name="instant"/>; <see langword="false"/> when it lies outside every shift.</summary>
    public bool TryFindShift(Instant instant, out ShiftWindow window)
    {
        var day = LocalDay(instant);
        for (var offset = -2; offset <= 1; offset++)
        {
            for (var i = 0; i < Calendar.Shifts.Count; i++)
            {
                window = Occurrence(day.AddDays(offset), i);
                if (window.Span.Contains(instant))
                {
                    return true;
                }
            }
        }

        window = default;
        return false;
    }

    /// <summary>The local day whose <c>(midnight, midnight]</c> holds <paramref name="instant"/>.</summary>
    public ShiftWindow FindDay(Instant instant)
    {
        var day = LocalDay(instant);
        for (var offset = -1; offset <= 1; offset++)
        {
            var start = ToInstant(day.AddDays(offset).ToDateTime(TimeOnly.MinValue));
            var end = ToInstant(day.AddDays(offset + 1).ToDateTime(TimeOnly.MinValue));
            if (new Interval(start, end).Contains(instant))
            {
                return new ShiftWindow(new Interval(start, end), -1);
            }
        }

        throw new System.Diagnostics.UnreachableException($"No local day holds {instant} in {_zone.Id}.");
    }

    /// <summary>The shifts that start on the local day <paramref name="day"/>, in the calendar's order.</summary>
    public IEnumerable<ShiftWindow> ShiftsOf(DateOnly day) => Enumerable.Range(0, Calendar.Shifts.Count).Select(shift => Occurrence(day, shift));

    /// <summary>The local day <paramref name="day"/> itself, from midnight to midnight.</summary>
    public ShiftWindow WindowOf(DateOnly day) =>
        new(new Interval(ToInstant(day.ToDateTime(TimeOnly.MinValue)), ToInstant(day.AddDays(1).ToDateTime(TimeOnly.MinValue))), -1);

    /// <summary>The local week that starts on the Monday <paramref name="monday"/>, from midnight to midnight.</summary>
    public ShiftWindow WeekOf(DateOnly monday) =>
        new(new Interval(ToInstant(monday.ToDateTime(TimeOnly.MinValue)), ToInstant(monday.AddDays(7).ToDateTime(TimeOnly.MinValue))), -1);

    /// <summary>The breaks of the shift with number <paramref name="shift"/> that starts on <paramref name="day"/>, by start. A break that begins before the shift's time of day is on the next day.</summary>
    public IEnumerable<Interval> BreaksOf(DateOnly day, int shift)
    {
        var pattern = Calendar.Shifts[shift];
        return pattern.Breaks
            .Select(rest =>
            {
                var first = rest.Start < pattern.Start ? day.AddDays(1) : day;
                var last = rest.End <= rest.Start ? first.AddDays(1) : first;
                return new Interval(ToInstant(first.ToDateTime(rest.Start)), ToInstant(last.ToDateTime(rest.End)));
            })
            .OrderBy(rest => rest.Start);
    }

    /// <summary>Local midnight at which <paramref name="day"/> begins.</summary>
    public Instant StartOf(DateOnly day) => ToInstant(day.ToDateTime(TimeOnly.MinValue));

    /// <summary>Offset of the site's local time from UTC at <paramref name="instant"/>, ms.</summary>
    public long OffsetMilliseconds(Instant instant) => (long)_zone.GetUtcOffset(instant.ToDateTimeOffset()).TotalMilliseconds;

    private ShiftWindow Occurrence(DateOnly day, int shift)
    {
        var pattern = Calendar.Shifts[shift];
        var lastDay = pattern.End <= pattern.Start ? day.AddDays(1) : day;
        return new ShiftWindow(new Interval(ToInstant(day.ToDateTime(pattern.Start)), ToInstant(lastDay.ToDateTime(pattern.End))), shift);
    }

    private DateOnly LocalDay(Instant instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant.ToDateTimeOffset(), _zone).DateTime);

    private Instant ToInstant(DateTime local)
    {
        if (_zone.IsInvalidTime(local))
        {
            // Moved on by the jump: read with the offset that held before it.
            var before = _zone.GetUtcOffset(local.AddHours(-3));
            return Instant.From(new DateTimeOffset(local, before));
        }

        // Of two, the earlier is the one with the larger offset from UTC.
        var offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
        return Instant.From(new DateTimeOffset(local, offset));
    }
}
