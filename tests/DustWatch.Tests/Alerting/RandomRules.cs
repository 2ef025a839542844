using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>Random rules of every kind, whose limits are those that the values of a <see cref="RandomStream"/> land on.</summary>
internal sealed class RandomRules(Random random, long interval)
{
    /// <summary>The dust value that limits are about, in 10⁻⁶ mg/m³: one ms of it in eight hours is a whole number.</summary>
    public const long DustLimit = 2_880_000;

    private const long Minute = 60_000;

    public List<Rule> Create()
    {
        var rules = Enumerable.Range(0, 2 + random.Next(7)).Select(i => Exposure($"r{i}") with { Flap = Flap() }).ToList();
        if (OneIn(4))
        {
            var dust = Pick<Quantity?>(null, Quantity.DustRespirable);
            rules.Add(Quality("stuck", RuleKind.Stuck) with { Quantity = dust, AfterMilliseconds = interval * Pick(1, 2, 3, 5) });
            rules.Add(Quality("range", RuleKind.AboveRange) with { Quantity = dust });
            rules.Add(Quality("step", RuleKind.Step) with { Quantity = Quantity.DustRespirable, PerSecond = DustLimit / 1_000m / interval * Pick(1m, 0.5m, 3m) });
            rules.Add(Quality("spacing", RuleKind.Interval) with { Quantity = dust });
        }

        if (OneIn(3))
        {
            rules.Add(Quality("factor", RuleKind.Calibration));
        }

        if (OneIn(2))
        {
            rules.Add(Quality("gone", RuleKind.Offline) with { AfterMilliseconds = Pick(600_000, 120_000, 3 * interval) });
            rules.Add(Quality("clock", RuleKind.Clock) with { ByMilliseconds = Pick(300_000, 2_000, interval) });
            rules.Add(Quality("refused", RuleKind.Refused));
        }

        return [.. rules.Where(_ => !OneIn(8))];
    }

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];

    private bool OneIn(int n) => random.Next(n) == 0;

    private FlapGuard? Flap() => OneIn(3) ? new FlapGuard(Pick(0, 1, 2, 6), Pick(interval, 4 * interval, 3_600_000)) : null;

    private Rule Quality(string id, RuleKind kind) =>
        new(id, kind, null, OneIn(4) ? new HashSet<string> { "p0" } : null, default, default, [], Clause: Pick(null, "house rule"), Flap: Flap());

    private Rule Exposure(string id)
    {
        var tumbling = Pick(WindowKind.Shift, WindowKind.Shift, WindowKind.Day, WindowKind.Week);
        var workday = Pick(WindowKind.Shift, WindowKind.Shift, WindowKind.Day);
        var dust = DustLimit / 1_000_000m;
        var samples = Pick(1, 2, 3, 5, 10, 20);
        var twa = dust * samples * (interval / 1_000m) / 28_800m; // reached exactly by so many samples at the limit
        var lex = 85 + (10 * (decimal)Math.Log10(samples * interval / 28_800_000.0));
        var percent = 100m * samples * interval / 28_800_000m;
        var rule = random.Next(16) switch
        {
            0 => Dust(id, new RuleWindow(WindowKind.Instant), Aggregate.Last, Levels(dust)),
            1 or 2 => Dust(id, Sliding(), Aggregate.Mean, Levels(dust)),
            3 => Dust(id, Pick(Sliding(), new RuleWindow(tumbling)), Pick(Aggregate.Max, Aggregate.Last, Aggregate.Min), Levels(dust * Pick(1m, 1m, 0.5m))),
            4 or 5 => Dust(id, new RuleWindow(workday), Aggregate.Twa8h, Levels(twa, workday == WindowKind.Shift)),
            6 => Dust(id, new RuleWindow(tumbling), Aggregate.Mean, Levels(dust)),
            7 => Noise(id, Pick(Sliding(), new RuleWindow(tumbling)), Aggregate.Leq, Levels(85)),
            8 => Noise(id, new RuleWindow(workday), Aggregate.Lex8h, Levels(Math.Round(lex, 2), workday == WindowKind.Shift)),
            9 => Noise(id, new RuleWindow(workday), Aggregate.Dose, Levels(percent, workday == WindowKind.Shift))
                with
            { Dose = new DoseCriterion(8_500, Pick(300, 500), 8_000) },
            10 => Dust(id, Pick(Sliding(), new RuleWindow(tumbling)), Aggregate.Count, Levels(Pick(0, 1, 2, 5))) with { Over = dust * Pick(1m, 0.5m) },
            11 => Noise(id, Pick(Sliding(), new RuleWindow(tumbling)), Pick(Aggregate.Max, Aggregate.Min), Levels(85)),
            12 => Noise(id, new RuleWindow(WindowKind.Week), Aggregate.LexW, Levels(Math.Round(lex - 6.99m, 2))),
            13 => Pick(Dust(id, Parts(WindowKind.Count, dust, workday), Aggregate.Count, Levels(Pick(0, 1, 2, 5))), Noise(id, Parts(WindowKind.Count, 85, workday), Aggregate.Count, Levels(Pick(0, 1, 2)))),
            _ => Dust(id, Parts(WindowKind.Episodes, dust, workday), Aggregate.Count, Runs(dust)),
        };
        return rule with
        {
            MinCoverage = Pick(0.75m, 0.75m, 0.5m, 1m, 0m),
            MinElapsedMilliseconds = Pick(3_600_000, 600_000, 0),
        };
    }

    private static Rule Dust(string id, RuleWindow window, Aggregate aggregate, RuleLevel[] levels) => Given.Rule(id, Quantity.DustRespirable, window, aggregate, levels);

    private static Rule Noise(string id, RuleWindow window, Aggregate aggregate, RuleLevel[] levels) => Given.Rule(id, Quantity.NoiseLaeq, window, aggregate, levels);

    private RuleWindow Sliding()
    {
        var exact = Math.Min(900_000, (interval * Pick(1, 3, 5, 15)) + Pick(0, 0, 1, -1));
        var minutes = Math.Max(16, interval * Pick(3, 5, 20) / Minute) + Pick(0, 0, 1);
        return new RuleWindow(WindowKind.Sliding, Pick(exact, minutes * Minute));
    }

    private RuleWindow Parts(WindowKind kind, decimal bound, WindowKind workday)
    {
        var of = Pick(0, Minute, Math.Max(Minute, interval / Minute * Minute), Math.Max(Minute, 2 * interval / Minute * Minute), 900_000);
        var isTimes = bound < 20 && OneIn(3);
        return new RuleWindow(kind, 0, new WindowParts(
            workday,
            of,
            isTimes ? null : bound,
            isTimes ? Pick(3m, 4m) : null,
            Pick(4, 1, 0, 2),
            Pick(900_000, of, 2 * of, interval),
            Pick(3_600_000, of, 2 * of, 5 * interval)));
    }

    private RuleLevel[] Runs(decimal bound) =>
    [
        .. new[]
        {
            Level(DustWatch.Alerting.Level.Exceeded, null),
            Level(DustWatch.Alerting.Level.Notice, Pick(0, 1, 2)),
            OneIn(2) ? Level(DustWatch.Alerting.Level.Severe, bound * Pick(1m, 2m, 1.5m)) : Level(DustWatch.Alerting.Level.Severe, null) with { Times = Pick(3m, 5m, 8m) },
        }.Where(_ => !OneIn(4)).DefaultIfEmpty(Level(DustWatch.Alerting.Level.Exceeded, null)),
    ];

    private RuleLevel[] Levels(decimal limit, bool withProjection = false)
    {
        var (less, more) = limit >= 20 ? (limit - 3, limit + 3) : (limit / 2, limit * 2);
        var levels = new List<RuleLevel> { Level(DustWatch.Alerting.Level.Exceeded, limit) };
        if (OneIn(2))
        {
            levels.Add(Level(DustWatch.Alerting.Level.Notice, less));
        }

        if (OneIn(3))
        {
            levels.Add(Level(DustWatch.Alerting.Level.Severe, more));
        }

        if (withProjection && !OneIn(4))
        {
            levels.Add(Level(DustWatch.Alerting.Level.Projected, limit));
        }

        if (OneIn(6))
        {
            levels.RemoveAll(level => level.Level == DustWatch.Alerting.Level.Exceeded && levels.Count > 1);
        }

        return [.. levels];
    }

    private RuleLevel Level(Level level, decimal? above) =>
        new(level, above, null, Duration(), Pick<decimal?>(null, null, 0.5m, 1m), Duration(), Pick(null, $"clause {level.NameOf()}"));

    private long Duration() => Pick(0, 0, interval, 2 * interval, Minute, 5 * interval, Minute + 1_000);
}
