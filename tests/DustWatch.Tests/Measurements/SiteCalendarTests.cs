using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Measurements;

public class SiteCalendarTests
{
    private static readonly SiteCalendar Berlin = new(new ShiftCalendar(
        "three",
        "Europe/Berlin",
        5,
        [new Shift("N", new TimeOnly(18, 30), new TimeOnly(2, 30), []), new Shift("M", new TimeOnly(2, 30), new TimeOnly(10, 30), [])]));

    [Test]
    public void A_shift_is_open_at_the_left_and_closed_at_the_right()
    {
        var shanghai = new SiteCalendar(ShiftCalendar.DefaultIn("Asia/Shanghai"));
        Assert.That(shanghai.TryFindShift(At("2025-03-03T08:00:00+08:00"), out var last), Is.True);
        Assert.That(shanghai.Calendar.Shifts[last.Shift].Name, Is.EqualTo("00-08"));
        Assert.That(shanghai.TryFindShift(At("2025-03-03T08:00:00.001+08:00"), out var first), Is.True);
        Assert.That(shanghai.Calendar.Shifts[first.Shift].Name, Is.EqualTo("08-16"));
        Assert.That(first.Span, Is.EqualTo(new Interval(At("2025-03-03T08:00:00+08:00"), At("2025-03-03T16:00:00+08:00"))));
    }

    [Test]
    public void Time_outside_every_shift_belongs_to_none() =>
        Assert.That(Berlin.TryFindShift(At("2025-03-03T12:00:00+01:00"), out _), Is.False);

    [Test]
    public void A_local_time_that_exists_twice_is_the_earlier()
    {
        // 2025-10-26: 02:30 is 00:30Z (summer time) and again 01:30Z.
        Assert.That(Berlin.TryFindShift(At("2025-10-26T00:31:00Z"), out var window), Is.True);
        Assert.That(window.Span, Is.EqualTo(new Interval(At("2025-10-26T00:30:00Z"), At("2025-10-26T09:30:00Z"))));
    }

    [Test]
    public void A_local_time_that_does_not_exist_is_moved_on_by_the_jump()
    {
        // 2025-03-30: 02:30 does not exist; with the offset before the jump it is 01:30Z, which clocks show as 03:30.
        Assert.That(Berlin.TryFindShift(At("2025-03-30T01:31:00Z"), out var window), Is.True);
        Assert.That(window.Span, Is.EqualTo(new Interval(At("2025-03-30T01:30:00Z"), At("2025-03-30T08:30:00Z"))));
    }

    [Test]
    public void A_day_with_daylight_saving_has_23_or_25_hours()
    {
        Assert.That(Berlin.FindDay(At("2025-10-26T12:00:00Z")).Span.Milliseconds, Is.EqualTo(25 * 3_600_000L));
        Assert.That(Berlin.FindDay(At("2025-03-30T12:00:00Z")).Span.Milliseconds, Is.EqualTo(23 * 3_600_000L));
        Assert.That(Berlin.FindDay(At("2025-03-03T00:00:00+01:00")).Span.End, Is.EqualTo(At("2025-03-03T00:00:00+01:00")));
    }

    private static Instant At(string text) => Instant.TryParse(text, out var instant) ? instant : throw new ArgumentException(text);
}
