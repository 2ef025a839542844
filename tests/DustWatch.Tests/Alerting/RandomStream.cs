using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>
/// One random stream, aimed at the limits: values that make windows land exactly on a limit, a hair above and below, near shift borders and changes of
/// local time, with gaps at and beside the hold, flags, repeats, late samples and silence. The seed says everything.
/// </summary>
internal sealed class RandomStream
{
    private const long Unit = 28_800; // of which one ms in eight hours is a whole number of units
    private static readonly long[] Intervals = [1_000, 10_000, 60_000, 60_000, 300_000, 1_200_000];
    private static readonly string[] Starts = ["2025-03-02T23:30:00Z", "2025-10-25T23:40:00Z", "2026-03-29T00:10:00Z", "2025-03-03T07:50:00Z", "2025-10-26T00:00:00Z"];

    private readonly Random _random;
    private readonly long _interval;

    public RandomStream(int seed)
    {
        _random = new Random(seed);
        _interval = Pick(Intervals);
        IsLive = _random.Next(3) == 0;
        var points = new MonitoringPoint[1 + _random.Next(2)];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = Given.Point($"p{i}", i, _interval, calendar: Calendar(), ranges: Ranges(), agent: "silica-10-50");
        }

        Registry = Given.Registry(points);
        Rules = CreateRules();
        Steps = CreateSteps();
    }

    public Registry Registry { get; }

    public List<Rule> Rules { get; }

    /// <summary>Whether arrivals and ticks are those of a server, or of a backtest.</summary>
    public bool IsLive { get; }

    public List<RandomStep> Steps { get; }

    public long WatchingSince => Steps.Min(step => step.Arrival);

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];

    private bool OneIn(int n) => _random.Next(n) == 0;

    private ShiftCalendar Calendar()
    {
        var zone = Pick("Asia/Shanghai", "Europe/Berlin", "Europe/Berlin");
        if (OneIn(4))
        {
            return ShiftCalendar.DefaultIn(zone);
        }

        var shifts = new List<Shift>();
        var minute = Pick(0, 15, 30);
        while (minute < 1_380)
        {
            var length = Pick(20, 25, 30, 45, 60, 90);
            if (minute + length >= 1_440)
            {
                break;
            }

            shifts.Add(new Shift($"s{shifts.Count}", TimeOnly.MinValue.AddMinutes(minute), TimeOnly.MinValue.AddMinutes(minute + length), []));
            minute += length + Pick(0, 0, 0, 10, 120);
        }

        // In spring the hour from two is moved onto the next: shifts with borders in both would overlap on that day.
        if (shifts.Any(shift => shift.Start.Hour == 2 || shift.End.Hour == 2))
        {
            shifts.RemoveAll(shift => shift.Start.Hour == 3 || shift.End.Hour == 3);
        }

        return new ShiftCalendar($"c{_random.Next()}", zone, 5, shifts);
    }

    private Dictionary<Quantity, long> Ranges() => OneIn(2)
        ? []
        : new() { [Quantity.DustRespirable] = 3 * Unit * 100, [Quantity.NoiseLaeq] = 9_500 };

    private List<Rule> CreateRules()
    {
        var rules = new List<Rule>();
        var count = 1 + _random.Next(4);
        for (var i = 0; i < count; i++)
        {
            rules.Add(CreateRule($"r{i}"));
        }

        if (OneIn(2))
        {
            rules.Add(Given.Offline("gone", Pick(600_000L, 120_000L, 3 * _interval)));
        }

        return rules;
    }

    private Rule CreateRule(string id)
    {
        var tumbling = Pick(WindowKind.Shift, WindowKind.Shift, WindowKind.Day);
        var sliding = new RuleWindow(WindowKind.Sliding, Math.Min(900_000, (_interval * Pick(1, 3, 5, 15)) + Pick(0, 0, 1, -1)));
        var dust = Unit * 100 / 1_000_000m;
        var samples = Pick(1, 2, 3, 5, 10, 20);
        var twa = Unit * 100 * samples * (_interval / 1_000m) / 28_800m / 1_000_000m; // reached exactly by so many samples of one unit
        var lex = Math.Round(85 + (10 * (decimal)Math.Log10(samples * _interval / 28_800_000.0)), 2);
        var percent = 100m * samples * _interval / 28_800_000m;
        return (_random.Next(10) switch
        {
            0 => Given.Rule(id, Quantity.DustRespirable, new RuleWindow(WindowKind.Instant), Aggregate.Last, Levels(dust, false)),
            1 or 2 => Given.Rule(id, Quantity.DustRespirable, sliding, Aggregate.Mean, Levels(dust, false)),
            3 => Given.Rule(id, Quantity.DustRespirable, Pick(sliding, new RuleWindow(tumbling)), Pick(Aggregate.Max, Aggregate.Last), Levels(dust, false)),
            4 or 5 => Given.Rule(id, Quantity.DustRespirable, new RuleWindow(tumbling), Aggregate.Twa8h, Levels(twa, tumbling == WindowKind.Shift)),
            6 => Given.Rule(id, Quantity.DustRespirable, new RuleWindow(tumbling), Aggregate.Mean, Levels(dust, false)),
            7 => Given.Rule(id, Quantity.NoiseLaeq, Pick(sliding, new RuleWindow(tumbling)), Aggregate.Leq, Levels(85, false)),
            8 => Given.Rule(id, Quantity.NoiseLaeq, new RuleWindow(tumbling), Aggregate.Lex8h, Levels(lex, tumbling == WindowKind.Shift)),
            _ => Given.Rule(id, Quantity.NoiseLaeq, new RuleWindow(tumbling), Aggregate.Dose, Levels(percent, tumbling == WindowKind.Shift))
                with
            { Dose = new DoseCriterion(8_500, Pick(300, 500), 8_000) },
        }) with
        {
            MinCoverage = Pick(0.75m, 0.75m, 0.5m, 1m, 0m),
            MinElapsedMilliseconds = Pick(3_600_000, 600_000, 0),
        };
    }

    private RuleLevel[] Levels(decimal limit, bool withProjection)
    {
        var levels = new List<RuleLevel> { Level(DustWatch.Alerting.Level.Exceeded, limit) };
        if (OneIn(2))
        {
            levels.Add(Level(DustWatch.Alerting.Level.Notice, limit >= 20 ? limit - 3 : limit / 2));
        }

        if (OneIn(3))
        {
            levels.Add(Level(DustWatch.Alerting.Level.Severe, limit >= 20 ? limit + 3 : limit * 2));
        }

        if (withProjection && !OneIn(4))
        {
            levels.Add(Level(DustWatch.Alerting.Level.Projected, limit));
        }

        return [.. levels];
    }

    private RuleLevel Level(Level level, decimal above) =>
        new(level, above, null, Duration(), Pick<decimal?>(null, null, 0.5m, 1m), Duration());

    private long Duration() => Pick(0, 0, _interval, 2 * _interval, 60_000, 5 * _interval, 61_000);

    private List<RandomStep> CreateSteps()
    {
        var steps = new List<RandomStep>();
        var start = Given.At(Pick(Starts)).Milliseconds + (Pick(0, 0, 1, 500, _interval / 2) * (OneIn(2) ? 1 : 0));
        var count = 10 + _random.Next(60);
        var times = new Dictionary<(int, Quantity), (long Time, long Value)>();
        var arrival = start;
        var clock = start;
        var level = _random.Next(6);
        for (var i = 0; i < count; i++)
        {
            clock += Gap();
            level = OneIn(6) ? _random.Next(8) : level;
            foreach (var point in Registry.Points)
            {
                foreach (var quantity in point.Quantities)
                {
                    if (OneIn(10))
                    {
                        continue;
                    }

                    var last = times.GetValueOrDefault((point.Number, quantity), (clock, 0));
                    var time = OneIn(25) ? last.Item1 : OneIn(30) ? last.Item1 - 1 - _random.Next((int)_interval) : clock;
                    var value = OneIn(2) && time == last.Item1 ? last.Item2 : Value(quantity, level);
                    var flag = Pick(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3) is var f && OneIn(2) ? (SampleFlag)f : SampleFlag.Valid;
                    arrival = Math.Max(arrival, clock + (IsLive ? Pick(0, 0, 50, 2_000, _interval) : 0));
                    steps.Add(new RandomStep(new Sample(new Instant(time), value, point.Number, quantity, flag), IsLive ? arrival : time));
                    times[(point.Number, quantity)] = (Math.Max(time, last.Item1), value);
                }
            }

            for (; IsLive && OneIn(3); arrival += Pick(1_000, 10_000, 600_000, 601_000))
            {
                steps.Add(new RandomStep(null, arrival));
            }

            clock = IsLive && OneIn(2) ? Math.Max(clock, arrival - _random.Next((int)_interval)) : clock;
        }

        return steps;
    }

    private long Gap()
    {
        var hold = 3 * _interval;
        return OneIn(6)
            ? Pick(hold, hold + 1, hold - 1, 2 * _interval, 60_000, 60_001, hold + 60_000, 20 * _interval, 600_000, 600_001, 1_800_000, 7_200_000, 1)
            : _interval + (OneIn(8) ? Pick(1, -1, 137) : 0);
    }

    private long Value(Quantity quantity, int level)
    {
        if (quantity == Quantity.NoiseLaeq)
        {
            return Pick([8_500, 8_501, 8_499, 8_800, 8_400, 6_000, 9_500, 8_000], level);
        }

        return Pick([Unit * 100, (Unit * 100) + 1, (Unit * 100) - 1, Unit * 200, Unit * 95, 0, Unit * 50, Unit * 300], level);
    }

    private long Pick(long[] values, int level) => OneIn(5) ? Pick(values) : values[level % values.Length];
}
