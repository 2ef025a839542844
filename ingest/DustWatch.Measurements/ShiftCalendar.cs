namespace DustWatch.Measurements;

/// <summary>A named pattern of shifts in a site's time zone, as the registry states it. <see cref="SiteCalendar"/> turns it into instants.</summary>
/// <param name="Id">The registry's id.</param>
/// <param name="Zone">IANA time zone.</param>
/// <param name="WorkingDays">Working days a week (<c>week</c>), 1 to 7.</param>
/// <param name="Shifts">Not overlapping; in any order.</param>
public sealed record ShiftCalendar(string Id, string Zone, int WorkingDays, IReadOnlyList<Shift> Shifts)
{
    /// <summary>Working days of a calendar that states none.</summary>
    public const int DefaultWorkingDays = 5;

    /// <summary>The three shifts of a point without a calendar: 00-08, 08-16, 16-24.</summary>
    public static ShiftCalendar DefaultIn(string zone) => new(
        "default",
        zone,
        DefaultWorkingDays,
        [
            new Shift("00-08", new TimeOnly(0, 0), new TimeOnly(8, 0), []),
            new Shift("08-16", new TimeOnly(8, 0), new TimeOnly(16, 0), []),
            new Shift("16-24", new TimeOnly(16, 0), new TimeOnly(0, 0), []),
        ]);
}
