using DustWatch.Measurements;

namespace DustWatch.Alerting.Standards;

/// <summary>Limits of shifts longer than 8 h and of weeks longer than 40 h. Pure; any thread.</summary>
public static class LongShift
{
    private const decimal DayHours = 24;
    private const decimal WeekHours = 168;
    private const decimal NormalDayHours = 8;
    private const decimal NormalWeekHours = 40;

    /// <summary>RF = (8/h)·((24 − h)/16), never above 1.</summary>
    /// <param name="hours">Length of the shift, above 0 and at most 24 h.</param>
    /// <remarks>GBZ 2.1-2019 A.7.3, after Brief and Scala.</remarks>
    public static decimal DailyFactor(decimal hours) => Factor(hours, NormalDayHours, DayHours);

    /// <summary>RF = (40/h)·((168 − h)/128), never above 1.</summary>
    /// <param name="hours">Hours worked in the week, above 0 and at most 168 h.</param>
    /// <remarks>GBZ 2.1-2019 A.7.3, after Brief and Scala.</remarks>
    public static decimal WeeklyFactor(decimal hours) => Factor(hours, NormalWeekHours, WeekHours);

    /// <summary>The smaller of the two factors.</summary>
    /// <param name="shiftHours">Length of the shift, above 0 and at most 24 h.</param>
    /// <param name="weekHours">Hours worked in the week, above 0 and at most 168 h; null when they are not known, and only the shift counts.</param>
    public static decimal ReductionFactor(decimal shiftHours, decimal? weekHours = null) =>
        Math.Min(DailyFactor(shiftHours), weekHours is { } week ? WeeklyFactor(week) : 1);

    /// <summary>The factor of whoever works the calendar's longest shift on each of its working days, breaks left out.</summary>
    public static decimal ReductionFactor(ShiftCalendar calendar)
    {
        var hours = calendar.Shifts.Max(shift => (decimal)(LengthOf(shift.Start, shift.End) - shift.Breaks.Sum(rest => LengthOf(rest.Start, rest.End))) / TimeSpan.TicksPerHour);
        return ReductionFactor(hours, Math.Min(WeekHours, hours * calendar.WorkingDays));
    }

    /// <summary>A limit that falls as the shift grows: limit · 8/h for more than 8 h (29 CFR 1910.1025 in its form of 400/h µg/m³).</summary>
    /// <param name="limit">The limit of 8 h, any unit.</param>
    /// <param name="hours">Length of the shift, above 0 and at most 24 h.</param>
    public static decimal ProportionalLimit(decimal limit, decimal hours)
    {
        Check(hours, DayHours);
        return hours > NormalDayHours ? limit * NormalDayHours / hours : limit;
    }

    // An end at or before the start is the next day's.
    private static long LengthOf(TimeOnly start, TimeOnly end) => end > start ? end.Ticks - start.Ticks : end.Ticks - start.Ticks + TimeSpan.TicksPerDay;

    // One division at the end: (8/12)·(12/16) is a half exactly.
    private static decimal Factor(decimal hours, decimal normal, decimal all)
    {
        Check(hours, all);
        return Math.Min(1, normal * (all - hours) / (hours * (all - normal)));
    }

    private static void Check(decimal hours, decimal most)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hours);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hours, most);
    }
}
