using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using static DustWatch.Tests.Alerting.NamedInput;

namespace DustWatch.Tests.Alerting;

/// <summary>Windows, aggregates, latches and verdicts, each once, with numbers that can be computed on paper.</summary>
internal static class NamedCases
{
    private static readonly RuleWindow Instantly = new(WindowKind.Instant);
    private static readonly RuleWindow Shift = new(WindowKind.Shift);

    public static IEnumerable<NamedCase> All => [.. Windows(), .. Verdicts(), .. Factors(), .. OthersGetWrong()];

    private static Rule Twa(decimal limit) => Given.Rule("twa", Quantity.DustRespirable, Shift, Aggregate.Twa8h, Given.Level(Level.Exceeded, limit));

    private static Rule Instant(decimal limit, long forMs = 0, long clearForMs = 0) =>
        Given.Rule("now", Quantity.DustRespirable, Instantly, Aggregate.Last, Given.Level(Level.Exceeded, limit, forMs, clearForMs: clearForMs));

    private static Rule Leq(long length) =>
        Given.Rule("leq", Quantity.NoiseLaeq, new RuleWindow(WindowKind.Sliding, length), Aggregate.Leq, Given.Level(Level.Exceeded, 85));

    private static IEnumerable<NamedCase> Windows()
    {
        // Crew A is at 86 dB and crew B at 80 dB from Monday to Friday, an hour a sample. A passes 85 dB in its 32nd hour: 86 + 10 lg(32/40). B at the highest minute in its gap: 10 lg(10^8 + 0.4 · 10^8.6).
        var crews = new ShiftCalendar("crews", "Asia/Shanghai", 5, [new Shift("A", new TimeOnly(8, 0), new TimeOnly(16, 0), []), new Shift("B", new TimeOnly(16, 0), new TimeOnly(0, 0), [])]);
        var hours =
            from day in Enumerable.Range(0, 5)
            from hour in Enumerable.Range(1, 16)
            select Given.Noise(((day * 24) + hour) * 3_600_000L, hour <= 8 ? 86 : 80);
        var lexw = Given.Rule("lexw", Quantity.NoiseLaeq, new RuleWindow(WindowKind.Week), Aggregate.LexW, Given.Level(Level.Exceeded, 85)) with { MinCoverage = 0.7m };
        yield return new NamedCase(
            "Each crew has a weekly exposure of its own",
            Backtest([lexw], hours.Append(Given.Noise(161 * 3_600_000L, 60)), Given.Point(interval: 3_600_000, calendar: crews)),
            "4800 lexw normal>exceeded raised 85.0309 limit 85 in A",
            "9600 lexw exceeded>normal window-end 86 limit 85 in A",
            "9600 lexw is Exceeded 86 from 86 to 87.46128 about 87.46128 limit 85 coverage 0.714286 in A",
            "9600 lexw is Compliant certainly 80 from 80 to 84.137068 about 81.46128 limit 85 coverage 0.714286 in B");

        // One minute at 20 is 20/19.5 of the limit as long as all of it is inside; the window moves on by whole minutes.
        var sliding = Given.Rule("slide", Quantity.DustRespirable, new RuleWindow(WindowKind.Sliding, 20 * Minute), Aggregate.Mean, Given.Level(Level.Exceeded, 1));
        yield return new NamedCase(
            "A window over a quarter of an hour slides by whole minutes",
            Backtest([sliding], Enumerable.Range(0, 25).Select(m => Given.Dust((m * Minute) + 30_000, m == 0 ? 20 : 0))),
            "0.5 slide normal>exceeded raised 1.025641 limit 1",
            "20.5 slide exceeded>normal cleared 0 limit 1");

        var count = Given.Rule("count", Quantity.NoiseLaeq, new RuleWindow(WindowKind.Day), Aggregate.Count, Given.Level(Level.Exceeded, 2)) with { Over = 85 };
        yield return new NamedCase(
            "Samples above a level are counted, and one exactly at it is not",
            Backtest([count], [Given.Noise(Minute, 86), Given.Noise(2 * Minute, 85), Given.Noise(3 * Minute, 85.01m), Given.Noise(4 * Minute, 90)]),
            "4 count normal>exceeded raised 3 limit 2");

        var lowest = Given.Rule("min", Quantity.DustRespirable, new RuleWindow(WindowKind.Sliding, 3 * Minute), Aggregate.Min, Given.Level(Level.Exceeded, 1));
        yield return new NamedCase(
            "The lowest sample of a window is that of any overlap",
            Backtest([lowest], [.. Dust(1, 1, 1), .. Dust(2, 4, 3)]),
            "4 min normal>exceeded raised 3 limit 1");

        var rest = new Shift("A", new TimeOnly(8, 0), new TimeOnly(16, 0), [new ShiftBreak(new TimeOnly(10, 0), new TimeOnly(10, 30))]);
        var calendar = new ShiftCalendar("rests", "Asia/Shanghai", 5, [rest]);
        var mean = Given.Rule("mean", Quantity.DustRespirable, Shift, Aggregate.Mean, Given.Level(Level.Exceeded, 1));
        yield return new NamedCase(
            "A break is neither exposure",
            Backtest([mean, Twa(1)], [.. Dust(1, 120, 1), .. Dust(121, 150, 100), .. Dust(151, 481, 1)], Given.Point(calendar: calendar)),
            "480 mean is Compliant certainly 1 from 1 to 1 about 1 limit 1 coverage 1 in A",
            "480 twa is Compliant certainly 0.9375 from 0.9375 to 0.9375 about 0.9375 limit 1 coverage 1 in A");
        yield return new NamedCase(
            "nor a gap",
            Backtest([mean], [.. Dust(1, 120, 1), .. Dust(151, 481, 1)], Given.Point(calendar: calendar)),
            "480 mean is Compliant certainly 1 from 1 to 1 about 1 limit 1 coverage 1 in A");
    }

    private static IEnumerable<NamedCase> Verdicts()
    {
        var ranged = Given.Point(ranges: new() { [Quantity.DustRespirable] = 20 * FixedPoint.One });
        yield return new NamedCase(
            "Covered and within the limit is certainly compliant",
            Backtest([Twa(1)], Dust(1, 481, 0.5m)),
            "480 twa is Compliant certainly 0.5 from 0.5 to 0.5 about 0.5 limit 1 coverage 1 in 08-16");
        yield return new NamedCase(
            "A gap that may hide anything makes it less than certain",
            Backtest([Twa(1)], [.. Dust(1, 400, 0.5m), .. Dust(481, 481, 0)], ranged),
            "480 twa is Compliant 0.416667 from 0.416667 to 3.75 about 0.5 limit 1 coverage 0.833333 in 08-16");
        yield return new NamedCase(
            "Half a shift without a sample decides nothing",
            Backtest([Twa(1)], [.. Dust(1, 240, 0.5m), .. Dust(481, 481, 0)]),
            "480 twa is Undetermined 0.25 from 0.25 to 0.5 about 0.5 limit 1 coverage 0.5 in 08-16");
        yield return new NamedCase(
            "What half a shift has exceeded is exceeded",
            Backtest([Twa(1)], [.. Dust(1, 240, 2.1m), .. Dust(481, 481, 0)]),
            "229 twa normal>exceeded raised 1.001875 limit 1 in 08-16",
            "480 twa exceeded>normal window-end 1.05 limit 1 in 08-16",
            "480 twa is Exceeded 1.05 from 1.05 to 2.1 about 2.1 limit 1 coverage 0.5 in 08-16");
        yield return new NamedCase(
            "A shift of invalid samples only has a verdict on nothing",
            Backtest([Twa(1)], [.. Dust(1, 240, 5, SampleFlag.Fault), .. Dust(481, 481, 0)]),
            "480 twa is Undetermined of nothing limit 1 coverage 0 in 08-16");
    }

    private static IEnumerable<NamedCase> Factors()
    {
        DeviceProfile Optical(SiteFactor? factor) => DeviceProfile.Default with
        {
            Optical = [Quantity.DustRespirable],
            Factors = factor is null ? new Dictionary<Quantity, SiteFactor>() : new() { [Quantity.DustRespirable] = factor },
        };
        var calibration = new Rule("due", RuleKind.Calibration, null, null, default, default, []);
        yield return new NamedCase(
            "A site factor rounds half to even",
            Backtest([Instant(0.000002m)], [.. Dust(1, 1, 0.000005m), .. Dust(2, 2, 0.000007m)], profile: Optical(new SiteFactor(0.5m, new DateOnly(2025, 3, 1), null, null))),
            "2 now normal>exceeded raised 0.000004 limit 0.000002");
        yield return new NamedCase(
            "A missing factor is told, and keeps a verdict undetermined",
            Backtest([calibration, Twa(1)], Dust(1, 481, 0), profile: Optical(null)),
            "1 due normal>fault raised",
            "480 twa is Undetermined 0 from 0 to 0 about 0 limit 1 coverage 1 in 08-16 uncorrected");
        yield return new NamedCase(
            "A factor holds from local midnight on",
            Backtest([calibration, Instant(1)], Dust(958, 961, 0.6m), profile: Optical(new SiteFactor(2m, new DateOnly(2025, 3, 4), null, null))),
            "958 due normal>fault raised",
            "960 due fault>normal cleared",
            "960 now normal>exceeded raised 1.2 limit 1");
        yield return new NamedCase(
            "and until the midnight on which it ends",
            Backtest([calibration, Instant(1)], Dust(958, 961, 0.6m), profile: Optical(new SiteFactor(2m, new DateOnly(2025, 3, 1), new DateOnly(2025, 3, 4), null))),
            "958 now normal>exceeded raised 1.2 limit 1",
            "960 due normal>fault raised",
            "960 now exceeded>normal cleared 0.6 limit 1 uncorrected");
    }

    private static IEnumerable<NamedCase> OthersGetWrong()
    {
        yield return new NamedCase("A late sample older than the hold does not fire at once", Backtest([Instant(1)], [.. Dust(10, 11, 0), .. Dust(5, 5, 9)]));
        yield return new NamedCase("One high sample and then silence is not held", Backtest([Instant(1, forMs: 5 * Minute)], [.. Dust(1, 1, 5), .. Dust(30, 30, 5)]));
        yield return new NamedCase("Exactly at the limit is not above it", Backtest([Leq(5 * Minute)], Enumerable.Range(1, 10).Select(m => Given.Noise(m * Minute, 85))));
        yield return new NamedCase(
            "A mean of decibels is a mean of energy",
            Backtest([Leq(2 * Minute)], [Given.Noise(Minute, 60), Given.Noise(2 * Minute, 90)]),
            "2 leq normal>exceeded raised 86.994041 limit 85");
        yield return new NamedCase(
            "Over range does not switch an alarm off",
            Backtest([Instant(10)], [.. Dust(1, 1, 15), .. Dust(2, 10, 0, SampleFlag.OverRange)], Given.Point(ranges: new() { [Quantity.DustRespirable] = 20 * FixedPoint.One })),
            "1 now normal>exceeded raised 15 limit 10");

        var steps = Dust(1, 3, 5).Select(sample => DetectionStep.Of(sample)).Concat(new[] { 14, 482, 483 }.Select(minute => DetectionStep.Tick(At(minute))));
        yield return new NamedCase(
            "The alarm of a dead device neither clears nor stays for ever",
            Live([Twa(0.02m), Given.Offline()], steps),
            "2 twa normal>exceeded raised 0.020833 limit 0.02 in 08-16",
            "13 gone normal>fault raised",
            "480 twa exceeded>normal window-end 0.03125 limit 0.02 in 08-16",
            "480 twa is Exceeded 0.03125 from 0.03125 to 5 about 5 limit 0.02 coverage 0.00625 in 08-16");
    }
}
