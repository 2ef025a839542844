using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using static DustWatch.Tests.Alerting.NamedInput;

namespace DustWatch.Tests.Alerting;

/// <summary>Rules on the quality of data, what they keep from clearing, and the flap guard.</summary>
internal static class NamedQualityCases
{
    public static IEnumerable<NamedCase> All => [.. OfSeries(), .. OfPoints(), Flapping()];

    private static Rule Quality(string id, RuleKind kind) => new(id, kind, null, null, default, default, []);

    private static Rule Instant(decimal limit, long clearForMs) => Given.Rule(
        "now", Quantity.DustRespirable, new RuleWindow(WindowKind.Instant), Aggregate.Last, Given.Level(Level.Exceeded, limit, clearForMs: clearForMs));

    private static IEnumerable<NamedCase> OfSeries()
    {
        var stuck = Quality("stuck", RuleKind.Stuck) with { AfterMilliseconds = 60 * Minute };
        yield return new NamedCase(
            "A value that stays for an hour is stuck until it moves",
            Backtest([stuck], [.. Dust(1, 61, 5), .. Dust(62, 62, 6)]),
            "61 stuck normal>fault raised 5",
            "62 stuck fault>normal cleared 6");
        yield return new NamedCase("Clean air is not stuck", Backtest([stuck], Dust(1, 200, 0)));
        yield return new NamedCase(
            "While a value is stuck nothing clears",
            Backtest([Instant(3, clearForMs: 60 * Minute), stuck], [.. Dust(1, 1, 5), .. Dust(2, 62, 1), .. Dust(63, 63, 1.5m)]),
            "1 now normal>exceeded raised 5 limit 3",
            "62 stuck normal>fault raised 1",
            "63 now exceeded>normal cleared 1.5 limit 3",
            "63 stuck fault>normal cleared 1.5");
        yield return new NamedCase(
            "A change faster than any real one is a step",
            Backtest([Quality("step", RuleKind.Step) with { PerSecond = 0.01m }], [.. Dust(1, 1, 0), .. Dust(2, 2, 0.6m), .. Dust(3, 4, 1.26m)]),
            "3 step normal>fault raised 0.011 limit 0.01",
            "4 step fault>normal cleared 0 limit 0.01");
        yield return new NamedCase(
            "A sample over range is a fault until the next that is not",
            Backtest(
                [Quality("range", RuleKind.AboveRange)],
                [.. Dust(1, 1, 3, SampleFlag.OverRange), .. Dust(2, 2, 9, SampleFlag.Fault), .. Dust(3, 3, 3)],
                Given.Point(ranges: new() { [Quantity.DustRespirable] = 20 * FixedPoint.One })),
            "1 range normal>fault raised 20 limit 20 censored",
            "3 range fault>normal cleared 3 limit 20");
        var spacing = Quality("spacing", RuleKind.Interval);
        yield return new NamedCase("A median spacing of one and a half intervals is allowed", Backtest([spacing], Enumerable.Range(1, 30).Select(i => Given.Dust(i * 90_000, 1))));
        yield return new NamedCase(
            "A longer one is a fault from the twentieth spacing on, until half of them are right",
            Backtest([spacing], Enumerable.Range(1, 31).Select(i => Given.Dust((Math.Min(i, 21) * 91_000) + (Math.Max(0, i - 21) * 60_000), 1))),
            "31.85 spacing normal>fault raised",
            "41.85 spacing fault>normal cleared");
        yield return new NamedCase(
            "A level that a flap guard holds is let go at the next sample of any quantity of the rule, also of one with too few spacings to be at fault",
            Backtest(
                [spacing with { Flap = new FlapGuard(1, 15 * Minute) }],
                [.. Enumerable.Range(1, 31).Select(i => Given.Dust((Math.Min(i, 21) * 91_000) + (Math.Max(0, i - 21) * 60_000), 1)), Given.Noise(57 * Minute, 60)]),
            "31.85 spacing normal>fault raised",
            "57 spacing fault>normal cleared");
    }

    private static IEnumerable<NamedCase> OfPoints()
    {
        var clock = Quality("clock", RuleKind.Clock) with { ByMilliseconds = 5 * Minute };
        yield return new NamedCase(
            "A device six minutes slow for five is a fault until its time is right",
            Live([clock], [.. Dust(1, 7, 1).Select(sample => DetectionStep.Of(sample, sample.Time.Milliseconds + (6 * Minute))), .. Dust(20, 20, 1).Select(sample => DetectionStep.Of(sample))]),
            "12 clock normal>fault raised",
            "20 clock fault>normal cleared");
        yield return new NamedCase(
            "A device eight hours ahead is a fault at once",
            Live([clock], [DetectionStep.Quarantined(Given.Dust(481 * Minute, 1), At(1))]),
            "1 clock normal>fault raised");

        // Two values refused and one taken each minute, then one taken; the first whole five minutes with a refusal in their beginning end at 4.
        var steps = Enumerable.Range(0, 10).SelectMany(minute => new[]
        {
            DetectionStep.Of(Given.Dust((minute * Minute) + 30_000, 1)),
            DetectionStep.RefusedAt(0, minute < 5 ? 2 : 0, At(minute + 0.5)),
            DetectionStep.Tick(At(minute + 1)),
        });
        yield return new NamedCase(
            "A point of which most is refused is a fault until most is taken",
            Live([Quality("refused", RuleKind.Refused)], steps),
            "4 refused normal>fault raised",
            "8 refused fault>normal cleared");
    }

    private static NamedCase Flapping() => new(
        "The seventh change in an hour holds the level until an hour has been quiet",
        Backtest([Instant(1, clearForMs: 0) with { Flap = FlapGuard.Default }], [.. Enumerable.Range(1, 8).Select(m => Given.Dust(m * Minute, m % 2 == 0 ? 0 : 5)), .. Dust(9, 70, 0)]),
        "1 now normal>exceeded raised 5 limit 1",
        "2 now exceeded>normal cleared 0 limit 1",
        "3 now normal>exceeded raised 5 limit 1",
        "4 now exceeded>normal cleared 0 limit 1",
        "5 now normal>exceeded raised 5 limit 1",
        "6 now exceeded>normal cleared 0 limit 1",
        "7 now normal>exceeded raised 5 limit 1 flapping",
        "68 now exceeded>normal cleared 0 limit 1");
}
