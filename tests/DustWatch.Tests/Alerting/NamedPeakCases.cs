using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using static DustWatch.Tests.Alerting.NamedInput;

namespace DustWatch.Tests.Alerting;

/// <summary>Peak exposures (GBZ 2.1-2019 6.3.3) of an agent with a limit of 0.7 mg/m³, and counted quarters of an hour.</summary>
internal static class NamedPeakCases
{
    private static readonly Rule Peaks = Given.Rule(
        "pe",
        Quantity.DustRespirable,
        new RuleWindow(WindowKind.Episodes, 0, new WindowParts(WindowKind.Shift, Minute, Above: null, Times: 3)),
        Aggregate.Count,
        Given.Level(Level.Notice, 2),
        new RuleLevel(Level.Exceeded, null, null, ClearForMilliseconds: 0),
        new RuleLevel(Level.Severe, null, 5, ClearForMilliseconds: 0));

    public static IEnumerable<NamedCase> All => [.. Runs(), .. Heights(), .. Counts()];

    private static IEnumerable<NamedCase> Runs()
    {
        yield return new NamedCase(
            "Four runs an hour apart are allowed, and the third is a notice",
            Backtest([Peaks], Shift((1, 1), (62, 62), (123, 123), (184, 184))),
            "123 pe normal>notice raised 3 limit 2 in 08-16",
            "480 pe notice>normal window-end 4 limit 2 in 08-16",
            "480 pe is Compliant certainly 4 from 4 to 4 about 4 limit 4 coverage 1 in 08-16");
        yield return new NamedCase(
            "The fifth run exceeds",
            Backtest([Peaks], Shift((1, 1), (62, 62), (123, 123), (184, 184), (245, 245))),
            "123 pe normal>notice raised 3 limit 2 in 08-16",
            "245 pe notice>exceeded raised 5 limit 4 in 08-16",
            "480 pe exceeded>normal window-end 5 limit 4 in 08-16",
            "480 pe is Exceeded 5 from 5 to 5 about 5 limit 4 coverage 1 in 08-16");
        yield return new NamedCase(
            "A run of a quarter of an hour is allowed",
            Backtest([Peaks], Shift((1, 15))),
            "480 pe is Compliant certainly 1 from 1 to 1 about 1 limit 4 coverage 1 in 08-16");
        yield return new NamedCase(
            "A run of sixteen minutes exceeds",
            Backtest([Peaks], Shift((1, 16))),
            "16 pe normal>exceeded raised 1 limit 4 in 08-16",
            "480 pe exceeded>normal window-end 1 limit 4 in 08-16",
            "480 pe is Exceeded 1 from 1 to 1 about 1 limit 4 coverage 1 in 08-16");
        yield return new NamedCase(
            "Runs fifty-nine minutes apart exceed",
            Backtest([Peaks], Shift((1, 1), (61, 61))),
            "61 pe normal>exceeded raised 2 limit 4 in 08-16",
            "480 pe exceeded>normal window-end 2 limit 4 in 08-16",
            "480 pe is Exceeded 2 from 2 to 2 about 2 limit 4 coverage 1 in 08-16");
        yield return new NamedCase(
            "A gap no longer than the hold belongs to the run",
            Backtest([Peaks], [.. Dust(1, 1, 3), .. Dust(2, 4, 0, SampleFlag.Fault), .. Dust(5, 16, 3)]),
            "16 pe normal>exceeded raised 1 limit 4 in 08-16");
        yield return new NamedCase(
            "A longer gap ends the run, and what follows is another",
            Backtest([Peaks], [.. Dust(1, 1, 3), .. Dust(2, 5, 0, SampleFlag.Fault), .. Dust(6, 6, 3)]),
            "6 pe normal>exceeded raised 2 limit 4 in 08-16");
    }

    private static IEnumerable<NamedCase> Heights()
    {
        yield return new NamedCase(
            "A minute above five times the limit is severe at once",
            Backtest([Peaks], [.. Dust(1, 1, 3.6m), .. Dust(2, 481, 0)]),
            "1 pe normal>severe raised 3.6 limit 3.5 in 08-16",
            "480 pe severe>normal window-end 0 limit 3.5 in 08-16",
            "480 pe is Compliant certainly 1 from 1 to 1 about 1 limit 4 coverage 1 in 08-16");
        yield return new NamedCase("A minute at five times the limit is not", Backtest([Peaks], Dust(1, 2, 3.5m)));
        yield return new NamedCase("A minute at three times the limit is no run", Backtest([Peaks], Dust(1, 30, 2.1m)));
    }

    private static IEnumerable<NamedCase> Counts()
    {
        // Means of 1.1, exactly 1, 1.2 and (7 · 2 + 8 · 0.2) / 15 = 1.04.
        var quarters = Given.Rule(
            "site",
            Quantity.DustRespirable,
            new RuleWindow(WindowKind.Count, 0, new WindowParts(WindowKind.Shift, 15 * Minute, Above: 1, Times: null)),
            Aggregate.Count,
            Given.Level(Level.Exceeded, 2));
        yield return new NamedCase(
            "Quarters of an hour above a bound are counted, and one exactly at it is not",
            Backtest([quarters], [.. Dust(1, 15, 1.1m), .. Dust(16, 30, 1), .. Dust(31, 45, 1.2m), .. Dust(46, 52, 2), .. Dust(53, 60, 0.2m), .. Dust(61, 481, 0)]),
            "60 site normal>exceeded raised 3 limit 2 in 08-16",
            "480 site exceeded>normal window-end 3 limit 2 in 08-16",
            "480 site is Exceeded 3 from 3 to 3 about 3 limit 2 coverage 1 in 08-16");
    }

    /// <summary>A whole shift at 0, but at 3 mg/m³ in the minutes of the runs.</summary>
    private static IEnumerable<Sample> Shift(params (int First, int Last)[] runs) =>
        Dust(1, 481, 0).Select((sample, i) => runs.Any(run => run.First <= i + 1 && i + 1 <= run.Last) ? sample with { Value = 3 * FixedPoint.One } : sample);
}
