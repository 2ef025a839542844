using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>One or two points with random calendars, breaks, ranges and site factors that begin or end around an instant.</summary>
internal sealed class RandomRegistry(Random random, long interval, long around)
{
    private static readonly string[] Names = ["A", "B", "C"];

    public Registry Create()
    {
        var points = Enumerable.Range(0, 1 + random.Next(2))
            .Select(i => Given.Point($"p{i}", i, interval, calendar: Calendar(), ranges: Ranges(), agent: "silica-10-50"))
            .ToArray();
        var devices = points.SelectMany(point => Enumerable.Range(0, random.Next(3)).Select(i => Device($"{point.Id}-d{i}", point.Id))).ToList();
        return new Registry([], [], points, devices);
    }

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];

    private bool OneIn(int n) => random.Next(n) == 0;

    private Device Device(string id, string point)
    {
        var day = DateOnly.FromDateTime(new Instant(around).ToDateTimeOffset().UtcDateTime).AddDays(Pick(-1, 0, 0, 1, 1, 2));
        var factor = Pick(
            new SiteFactor(Pick(2m, 0.5m, 1.25m, 0.333333m, 1.0000005m), day, null, null),
            new SiteFactor(Pick(2m, 0.5m, 0.95m), day.AddDays(-30), day, null),
            new SiteFactor(Pick(2m, 1m), day.AddDays(-30), null, null));
        return new Device(id, [point], "mqtt", DeviceProfile.Default with
        {
            Optical = OneIn(2) ? [] : [Quantity.DustRespirable],
            Factors = OneIn(2) ? new Dictionary<Quantity, SiteFactor>() : new() { [Quantity.DustRespirable] = factor },
        });
    }

    private ShiftCalendar Calendar()
    {
        var zone = Pick("Asia/Shanghai", "Europe/Berlin", "Europe/Berlin");
        if (OneIn(4))
        {
            return ShiftCalendar.DefaultIn(zone);
        }

        var isLong = interval >= 1_200_000 || OneIn(3);
        var shifts = new List<Shift>();
        var minute = Pick(0, 15, 30);
        var last = 1_440 + (minute == 0 ? 0 : Pick(0, minute - 15)); // the last may end on the next day
        while (minute < 1_440)
        {
            var length = isLong ? Pick(240, 480, 600, 720) : Pick(20, 25, 30, 45, 60, 90);
            if (minute + length > last)
            {
                break;
            }

            var name = OneIn(3) ? Names[random.Next(Names.Length)] : $"s{shifts.Count}";
            shifts.Add(new Shift(name, At(minute), At(minute + length), Breaks(minute, length)));
            minute += length + Pick(0, 0, 0, 10, 120);
        }

        // In spring the hour from two is moved onto the next: shifts with borders in both would overlap on that day.
        if (shifts.Any(shift => shift.Start.Hour == 2 || shift.End.Hour == 2))
        {
            shifts.RemoveAll(shift => shift.Start.Hour == 3 || shift.End.Hour == 3);
        }

        return new ShiftCalendar($"c{random.Next()}", zone, 5, shifts);
    }

    private List<ShiftBreak> Breaks(int start, int length)
    {
        var breaks = new List<ShiftBreak>();
        var unit = Math.Max(5, length / 8 / 5 * 5);
        for (var at = Pick(0, unit, 2 * unit); OneIn(2) && at + unit <= length; at += 2 * unit)
        {
            breaks.Add(new ShiftBreak(At(start + at), At(start + at + Pick(unit, 5))));
        }

        return breaks;
    }

    private static TimeOnly At(int minute) => TimeOnly.MinValue.AddMinutes(minute);

    private Dictionary<Quantity, long> Ranges() => OneIn(2)
        ? []
        : new() { [Quantity.DustRespirable] = 3 * RandomRules.DustLimit, [Quantity.NoiseLaeq] = 9_500 };
}
