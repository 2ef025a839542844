using DustWatch.Alerting;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Tests;

/// <summary>Values for tests, in which only what matters is stated.</summary>
internal static class Given
{
    /// <summary>Start of shift 08-16 of the default calendar, 2025-03-03 08:00 in Shanghai.</summary>
    public static readonly Instant ShiftStart = At("2025-03-03T00:00:00Z");

    public static Instant At(string text) => Instant.TryParse(text, out var instant) ? instant : throw new ArgumentException(text, nameof(text));

    public static MonitoringPoint Point(
        string id = "p1",
        int number = 0,
        long interval = 60_000,
        string? agent = "silica-10-50",
        ShiftCalendar? calendar = null,
        Dictionary<Quantity, long>? ranges = null,
        IReadOnlyList<Quantity>? quantities = null,
        decimal? silica = null,
        string jurisdiction = MonitoringPoint.DefaultJurisdiction) => new(
            number,
            id,
            Enterprise: "e1",
            Workshop: "",
            Post: "",
            agent,
            silica,
            jurisdiction,
            quantities ?? [Quantity.DustRespirable, Quantity.NoiseLaeq],
            interval,
            ranges ?? [],
            calendar ?? ShiftCalendar.DefaultIn("Asia/Shanghai"),
            Workers: 1);

    public static Registry Registry(params MonitoringPoint[] points) => new([], [], points, []);

    public static RuleLevel Level(Level level, decimal above, long forMs = 0, decimal? clear = null, long clearForMs = 60_000) =>
        new(level, above, null, forMs, clear, clearForMs);

    public static Rule Rule(string id, Quantity quantity, RuleWindow window, Aggregate aggregate, params RuleLevel[] levels) =>
        new(id, RuleKind.Exposure, quantity, null, window, aggregate, levels);

    public static Rule Offline(string id = "gone", long afterMs = 600_000) =>
        new(id, RuleKind.Offline, null, null, default, default, [], AfterMilliseconds: afterMs);

    public static RuleSet Rules(params Rule[] rules) => new(rules);

    /// <summary>A sample of respirable dust at so many ms after the shift's start, in mg/m³.</summary>
    public static Sample Dust(long ms, decimal value, SampleFlag flag = SampleFlag.Valid, int point = 0) =>
        new(ShiftStart.Plus(ms), FixedPoint.From(value, 6), point, Quantity.DustRespirable, flag);

    /// <summary>A sound level at so many ms after the shift's start, in dB(A).</summary>
    public static Sample Noise(long ms, decimal level, SampleFlag flag = SampleFlag.Valid, int point = 0) =>
        new(ShiftStart.Plus(ms), FixedPoint.From(level, 2), point, Quantity.NoiseLaeq, flag);

    /// <summary>What a backtest of <paramref name="samples"/> gives, in its order.</summary>
    public static List<Transition> Backtest(Registry registry, RuleSet? rules, IEnumerable<Sample> samples)
    {
        var all = samples.ToArray();
        var output = new Findings();
        var detector = new Detector(registry, rules, all.Length == 0 ? ShiftStart : all.Min(sample => sample.Time));
        detector.OnSamples(all, output);
        if (all.Length > 0)
        {
            detector.Finish(all.Max(sample => sample.Time), output);
        }

        output.Transitions.Sort(TransitionOrder.Instance);
        return output.Transitions;
    }
}
