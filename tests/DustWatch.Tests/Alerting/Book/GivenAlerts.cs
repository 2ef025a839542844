using DustWatch.Alerting;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting.Book;

/// <summary>Transitions and a registry, of which a test states what matters to it.</summary>
internal static class GivenAlerts
{
    /// <summary>2025-03-03 08:00 in Shanghai.</summary>
    public static readonly Instant ShiftStart = new(1_740_960_000_000);

    public static Registry Registry(string workshop = "包装车间", string post = "装袋工", string zone = "Asia/Shanghai") => new(
        [new District("rc", "荣昌", null)],
        [new Enterprise("e1", "瓷厂", null, "rc", null, zone)],
        [Point(0, "p1", workshop, post, zone), Point(1, "p2", workshop, post, zone)],
        []);

    public static Instant Minute(double minutes) => ShiftStart.Plus((long)(minutes * 60_000));

    /// <summary>A transition at so many minutes after the shift's start; the episode is its own minute unless stated.</summary>
    public static Transition Transition(
        Level from,
        Level to,
        double minute,
        double? episode = null,
        TransitionReason? reason = null,
        string point = "p1",
        string rule = "twa-resp",
        int n = 0,
        int revision = 0,
        double? value = 1.1921875,
        double? limit = 0.7)
        => new(
            point,
            rule,
            $"{point}~{rule}~{Minute(episode ?? minute).Milliseconds}",
            Quantity.DustRespirable,
            from,
            to,
            Minute(minute),
            n,
            reason ?? (to > from ? TransitionReason.Raised : TransitionReason.Cleared),
            value,
            "mg/m3",
            value,
            value,
            limit,
            new Interval(ShiftStart, Minute(minute)),
            Coverage: 1,
            new Peak(Minute(minute / 2), 2),
            Shift: "A",
            IsCensored: false,
            IsUncorrected: false,
            IsFlapping: false,
            revision,
            "GBZ 2.1-2019 6.3.2");

    public static Transition Offline(Level from, Level to, double lastMinute, double minute, string point = "p1") =>
        Transition(from, to, minute, point: point, rule: "offline", value: null, limit: null) with
        {
            Quantity = null,
            Unit = null,
            Low = null,
            High = null,
            Coverage = null,
            Peak = null,
            Shift = null,
            Clause = null,
            Window = new Interval(Minute(lastMinute), Minute(minute)),
        };

    private static MonitoringPoint Point(int number, string id, string workshop, string post, string zone) => new(
        number,
        id,
        "e1",
        workshop,
        post,
        "silica-10-50",
        null,
        "cn",
        [Quantity.DustRespirable],
        1000,
        new Dictionary<Quantity, long>(),
        ShiftCalendar.DefaultIn(zone),
        12);
}
