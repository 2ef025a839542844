using System.Text;
using System.Text.Json;
using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Evidence;
using DustWatch.Alerting.Rules;
using DustWatch.Dashboard.Api;
using DustWatch.Dashboard.Contracts;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Evidence;

/// <summary>Evidence against the detector that it explains, and against a script that knows nothing but the evidence.</summary>
public sealed class EvidenceTests
{
    private const long Minute = 60_000;
    private const long Shift = 8 * 60 * Minute;

    private static readonly RuleWindow Quarter = new(WindowKind.Sliding, 15 * Minute);
    private static readonly RuleWindow WholeShift = new(WindowKind.Shift);

    // The first shift's second break ends with it, and neither begins with a quarter of an hour.
    private static readonly ShiftCalendar WithBreaks = new(
        "breaks",
        "Asia/Shanghai",
        ShiftCalendar.DefaultWorkingDays,
        [
            new Shift("A", new TimeOnly(0, 0), new TimeOnly(8, 0), []),
            new Shift("B", new TimeOnly(8, 0), new TimeOnly(16, 0), [new ShiftBreak(new TimeOnly(11, 50), new TimeOnly(12, 40)), new ShiftBreak(new TimeOnly(15, 50), new TimeOnly(16, 0))]),
            new Shift("C", new TimeOnly(16, 0), new TimeOnly(0, 0), [new ShiftBreak(new TimeOnly(19, 7), new TimeOnly(19, 37))]),
        ]);

    private static readonly JsonSerializerOptions Json = Options();

    private static IEnumerable<(string Name, Rule Rule)> Rules()
    {
        yield return ("mean", Dust(Quarter, Aggregate.Mean, 0.5m));
        yield return ("mean of a shift", Dust(WholeShift, Aggregate.Mean, 0.5m));
        yield return ("max", Dust(Quarter, Aggregate.Max, 2));
        yield return ("max of a shift", Dust(WholeShift, Aggregate.Max, 2));
        yield return ("min of a shift", Dust(WholeShift, Aggregate.Min, 0.001m));
        yield return ("count of a shift", Dust(WholeShift, Aggregate.Count, 20) with { Over = 1.5m });
        yield return ("mean of an hour", Dust(new RuleWindow(WindowKind.Sliding, 60 * Minute), Aggregate.Mean, 0.5m));
        yield return ("last", Dust(Quarter, Aggregate.Last, 2));
        yield return ("instant", Dust(new RuleWindow(WindowKind.Instant), Aggregate.Last, 2));
        yield return ("twa8h", Dust(WholeShift, Aggregate.Twa8h, 0.3m, isProjected: true));
        yield return ("leq", Noise(Quarter, Aggregate.Leq, 85));
        yield return ("lex8h", Noise(WholeShift, Aggregate.Lex8h, 85, isProjected: true));
        yield return ("dose", Noise(WholeShift, Aggregate.Dose, 50, isProjected: true) with { Dose = new DoseCriterion(8500, 300, 8000) });
        yield return ("lexw", Noise(new RuleWindow(WindowKind.Week), Aggregate.LexW, 70));
        yield return ("episodes", Dust(Parts(WindowKind.Episodes, Minute, 1.6m), Aggregate.Count, 2, severe: 2.3m));
        yield return ("episodes of samples", Dust(Parts(WindowKind.Episodes, 0, 1.6m), Aggregate.Count, 2, severe: 2.3m));
        yield return ("episodes of noise", Noise(Parts(WindowKind.Episodes, 5 * Minute, 86), Aggregate.Count, 2, severe: 92));
        yield return ("episodes by the agent's limit", Dust(Parts(WindowKind.Episodes, Minute, null), Aggregate.Count, 2, severe: 2.3m));
        yield return ("count", Dust(Parts(WindowKind.Count, 15 * Minute, 1.2m), Aggregate.Count, 2));
        yield return ("count of noise in a day", Noise(Parts(WindowKind.Count, 15 * Minute, 85, WindowKind.Day), Aggregate.Count, 2));
    }

    private static IEnumerable<TestCaseData> Cases() =>
        from named in Rules()
        from hasBreaks in named.Rule.Window.IsTumbling ? new[] { false, true } : [false]
        select new TestCaseData(named.Rule, hasBreaks).SetArgDisplayNames(named.Name, hasBreaks ? "with breaks" : "without breaks");

    [TestCaseSource(nameof(Cases))]
    public async Task A_script_computes_the_value_again_from_the_evidence_alone(Rule rule, bool hasBreaks)
    {
        var point = Given.Point(ranges: new() { [Quantity.DustRespirable] = 3_000_000 }, calendar: hasBreaks ? WithBreaks : null);
        var samples = Stream(rule.Quantity == Quantity.DustRespirable, seed: 7).ToList();
        var transitions = Given.Backtest(Given.Registry(point), Given.Rules(rule), samples);

        // One of each change, and the script for each.
        var chosen = transitions.GroupBy(t => (t.From, t.To, t.Reason)).SelectMany(g => g.Take(2)).ToList();
        Assert.That(chosen.Select(t => t.Reason), Does.Contain(TransitionReason.Raised));
        Assert.That(rule.Levels.Any(l => l.Level == Level.Projected), Is.EqualTo(chosen.Any(t => t.To == Level.Projected)));
        foreach (var transition in chosen)
        {
            var evidence = EvidenceBuilder.Build(transition, rule, point, Near(samples, transition, point));
            Assert.That(evidence.IsComplete, $"{transition}");
            var json = ToJson(evidence, rule, point);
            var again = await Recomputed.FromAsync(json);
            Assert.That(again.Value, Is.EqualTo(transition.Value).Within(1e-9), $"{transition}");
            Assert.That(again.Low, Is.EqualTo(transition.Low).Within(1e-9), $"{transition}");
            Assert.That(again.Coverage, Is.EqualTo(transition.Coverage).Within(1e-12), $"{transition}");
            AssertRuns(again.Runs, evidence.Runs);
            using var document = JsonDocument.Parse(json);
            Assert.That(document.RootElement.GetProperty("hashes").GetProperty("samples").GetString(), Is.EqualTo(again.Samples));
            Assert.That(document.RootElement.GetProperty("hashes").GetProperty("hash").GetString(), Is.EqualTo(again.Entry));
        }
    }

    [Test]
    public async Task Shows_each_run_with_the_gap_before_it_and_the_one_that_a_gap_in_the_data_ended()
    {
        var window = new RuleWindow(WindowKind.Episodes, Parts: new WindowParts(WindowKind.Shift, Minute, null, Times: 3, ApartMilliseconds: 0));
        var rule = Dust(window, Aggregate.Count, 9);
        var point = Given.Point(calendar: WithBreaks);
        int[] seen = [.. Enumerable.Range(1, 10), .. Enumerable.Range(20, 21), .. Enumerable.Range(225, 60)];
        List<Sample> samples = [.. seen.Select(m => Given.Dust(m * Minute, m is 4 or (> 20 and <= 24) or (> 36 and <= 40) or > 226 ? 3 + (m / 100m) : 0.1m))];
        var transition = Given.Backtest(Given.Registry(point), Given.Rules(rule), samples).Single(t => t.Reason == TransitionReason.Raised);
        Assert.That(transition.At, Is.EqualTo(AtMinute(281)), "the fourth run is longer than 15 min, the break's counted");

        var evidence = EvidenceBuilder.Build(transition, rule, point, Near(samples, transition, point));

        Assert.That(evidence.IsComplete);
        Assert.That(evidence.PartsAbove, Is.EqualTo(2.1m), "3 times the limit of the agent");
        Assert.That(evidence.Whole, Is.EqualTo(new Interval(Given.ShiftStart, AtMinute(480))));
        Assert.That(evidence.Spans, Is.EqualTo(new[] { new Interval(Given.ShiftStart, AtMinute(230)), new Interval(AtMinute(280), AtMinute(281)) }));
        Assert.That(evidence.Runs, Is.EqualTo(new[]
        {
            new PartRun(AtMinute(3), AtMinute(4), 3.04, null, IsOpen: false),
            new PartRun(AtMinute(20), AtMinute(24), 3.24, 16 * Minute, IsOpen: false),
            new PartRun(AtMinute(36), AtMinute(40), 3.4, 12 * Minute, IsOpen: true),
            new PartRun(AtMinute(226), AtMinute(281), 5.81, 186 * Minute, IsOpen: false),
        }));
        AssertRuns((await Recomputed.FromAsync(ToJson(evidence, rule, point))).Runs, evidence.Runs);
    }

    [Test]
    public void Of_a_week_of_shifts_only_those_of_one_name_count()
    {
        var rule = Noise(new RuleWindow(WindowKind.Week), Aggregate.LexW, 85);
        var point = Given.Point(calendar: WithBreaks);
        List<Sample> samples = [.. Enumerable.Range(1, 1500).Select(m => Given.Noise(m * Minute, m % 1440 < 480 ? 92 : 60))];
        var transition = Given.Backtest(Given.Registry(point), Given.Rules(rule), samples).First(t => t.Reason == TransitionReason.Raised);
        Assert.That((transition.Shift, transition.At), Is.EqualTo(("B", AtMinute(1440 + 59))), "420 and 59 min at 92 dB(A) are 40 h at 85");

        var evidence = EvidenceBuilder.Build(transition, rule, point, Near(samples, transition, point));

        Assert.That(evidence.IsComplete);
        Assert.That(evidence.Spans, Is.EqualTo(new[]
        {
            new Interval(Given.ShiftStart, AtMinute(230)),
            new Interval(AtMinute(280), AtMinute(470)),
            new Interval(AtMinute(1440), transition.At),
        }));
    }

    [Test]
    public void Shows_the_sample_before_the_window_and_the_part_of_the_closing_one()
    {
        var rule = Dust(WholeShift, Aggregate.Twa8h, 0.9m);
        var point = Given.Point();
        List<Sample> samples = [Given.Dust(-30_000, 1), .. Enumerable.Range(0, 480).Select(i => Given.Dust((i * Minute) + 30_000, 0.9m, i == 9 ? SampleFlag.Calibration : default)), Given.Dust(Shift + 30_000, 50)];
        var transition = Given.Backtest(Given.Registry(point), Given.Rules(rule), samples).First(t => t.Reason == TransitionReason.Raised);
        Assert.That(transition.At, Is.EqualTo(Given.ShiftStart.Plus(Shift)), "found only with the closing sample");

        var evidence = EvidenceBuilder.Build(transition, rule, point, Near(samples, transition, point));

        Assert.That(evidence.IsComplete);
        Assert.That(evidence.Samples, Has.Count.EqualTo(samples.Count));
        Assert.That(evidence.Samples[0].Time, Is.EqualTo(Given.ShiftStart.Plus(-30_000)));
        Assert.That(evidence.Samples[1].Start, Is.EqualTo(Given.ShiftStart.Plus(-30_000)), "reaches back over the border");
        Assert.That(evidence.Samples[10].Start, Is.EqualTo(evidence.Samples[10].Time), "an invalid sample covers nothing");
        Assert.That(evidence.Samples[^1].Start, Is.EqualTo(Given.ShiftStart.Plus(Shift - 30_000)));
    }

    [Test]
    public void Leaves_out_a_sample_that_came_after_a_tick_had_closed_the_window()
    {
        var rule = Dust(WholeShift, Aggregate.Twa8h, 0.9m);
        var point = Given.Point();
        List<Sample> samples = [.. Enumerable.Range(0, 480).Select(i => Given.Dust((i * Minute) + 30_000, 1))];
        var found = new Findings();
        var detector = new Detector(Given.Registry(point), Given.Rules(rule), Given.ShiftStart);
        detector.OnSamples(samples.ToArray(), found);
        detector.OnTick(Given.ShiftStart.Plus(Shift + (20 * Minute)), found);
        var end = found.Transitions.Single(t => t.Reason == TransitionReason.WindowEnd);
        samples.Add(Given.Dust(Shift + 30_000, 50));

        var evidence = EvidenceBuilder.Build(end, rule, point, Near(samples, end, point));

        Assert.That(evidence.IsComplete);
        Assert.That(evidence.Samples[^1].Time, Is.EqualTo(Given.ShiftStart.Plus(Shift - 30_000)));
    }

    [Test]
    public void Says_so_when_the_samples_do_not_give_the_value()
    {
        var rule = Dust(Quarter, Aggregate.Mean, 0.5m);
        var point = Given.Point();
        List<Sample> samples = [.. Enumerable.Range(1, 20).Select(i => Given.Dust(i * Minute, 1))];
        var transition = Given.Backtest(Given.Registry(point), Given.Rules(rule), samples)[0];

        samples[3] = samples[3] with { Value = 999_999 };
        Assert.That(EvidenceBuilder.Build(transition, rule, point, Near(samples, transition, point)).IsComplete, Is.False);
        Assert.That(EvidenceBuilder.Build(transition, rule, point, []).IsComplete, Is.False);
    }

    [Test]
    public void Of_silence_there_is_a_window_and_no_sample()
    {
        var rule = Given.Offline();
        var point = Given.Point();
        var transition = Given.Backtest(Given.Registry(point), Given.Rules(rule), [Given.Dust(0, 1), Given.Dust(Shift, 1)])[0];

        var evidence = EvidenceBuilder.Build(transition, rule, point, []);

        Assert.That((evidence.IsComplete, evidence.Samples.Count, evidence.Transition.Window), Is.EqualTo((true, 0, new Interval(Given.ShiftStart, Given.ShiftStart.Plus(10 * Minute)))));
    }

    [TestCase(1, "0.000001")]
    [TestCase(100, "0.0001")]
    [TestCase(820_000, "0.82")]
    [TestCase(10_000_000, "10")]
    [TestCase(1_000_000_000_000, "1000000")]
    [TestCase(0, "0")]
    public void Canonical_numbers_are_written_as_rfc_8785_demands(long scaled, string text)
    {
        var rule = Dust(Quarter, Aggregate.Mean, 0.5m);
        var sample = Given.Dust(Minute, 1) with { Value = scaled };
        var transition = Given.Backtest(Given.Registry(Given.Point()), Given.Rules(rule), Enumerable.Range(1, 20).Select(i => Given.Dust(i * Minute, 1)))[0];
        var evidence = EvidenceBuilder.Build(transition, rule, Given.Point(), [sample]);

        Assert.That(ToJson(evidence, rule, Given.Point()), Does.Contain($"\"x\":{text},\"k\":1,\"flag\":\"N\"}}"));
    }

    private static Instant AtMinute(int minute) => Given.ShiftStart.Plus(minute * Minute);

    private static RuleWindow Parts(WindowKind kind, long ofMs, decimal? above, WindowKind into = WindowKind.Shift) =>
        new(kind, Parts: new WindowParts(into, ofMs, above, above is null ? 3 : null));

    private static Rule Dust(RuleWindow window, Aggregate aggregate, decimal above, bool isProjected = false, decimal? severe = null) =>
        Given.Rule("r", Quantity.DustRespirable, window, aggregate, Levels(above, isProjected, severe));

    private static Rule Noise(RuleWindow window, Aggregate aggregate, decimal above, bool isProjected = false, decimal? severe = null) =>
        Given.Rule("r", Quantity.NoiseLaeq, window, aggregate, Levels(above, isProjected, severe));

    private static RuleLevel[] Levels(decimal above, bool isProjected, decimal? severe)
    {
        var levels = new List<RuleLevel> { Given.Level(Level.Exceeded, above) };
        if (isProjected)
        {
            levels.Insert(0, Given.Level(Level.Projected, above, forMs: 10 * Minute));
        }

        if (severe is { } limit)
        {
            levels.Add(Given.Level(Level.Severe, limit));
        }

        return [.. levels];
    }

    private static void AssertRuns(IReadOnlyList<RecomputedRun> script, IReadOnlyList<PartRun> runs)
    {
        Assert.That(script.Select(run => (run.Start, run.End, run.Gap, run.Open)), Is.EqualTo(runs.Select(run => (run.Start.Milliseconds, run.End.Milliseconds, run.GapMilliseconds, run.IsOpen))));
        Assert.That(script.Select(run => run.Height), Is.EqualTo(runs.Select(run => run.Height)).Within(1e-9));
    }

    // Two shifts: quiet, then loud, with gaps, invalid and censored samples, jitter.
    private static IEnumerable<Sample> Stream(bool isDust, int seed)
    {
        var random = new Random(seed);
        for (var t = -5 * Minute; t < 2 * Shift; t += random.Next(100) == 0 ? 7 * Minute : 20_000 + random.Next(60_000))
        {
            var isLoud = t % Shift > 2 * 60 * Minute;
            var flag = random.Next(40) switch { 0 => SampleFlag.Calibration, 1 => SampleFlag.OverRange, _ => default };
            yield return isDust
                ? Given.Dust(t, Math.Round((decimal)random.NextDouble() * (isLoud ? 2.5m : 0.4m), 6), flag)
                : Given.Noise(t, Math.Round(60 + ((decimal)random.NextDouble() * (isLoud ? 35m : 20m)), 2), flag);
        }
    }

    private static List<Sample> Near(List<Sample> samples, Transition transition, MonitoringPoint point)
    {
        var span = EvidenceBuilder.SpanOf(transition, point);
        return [.. samples.Where(s => s.Time <= span.Start).TakeLast(2), .. samples.Where(s => span.Contains(s.Time))];
    }

    private static string ToJson(WindowEvidence evidence, Rule rule, MonitoringPoint point)
    {
        var body = new System.Buffers.ArrayBufferWriter<byte>();
        TransitionJson.Write(evidence.Transition, body);
        var text = Encoding.UTF8.GetString(body.WrittenSpan);
        var previous = new byte[32];
        var entry = new LedgerEntry(1, Given.ShiftStart, "transition", null, text, LedgerChain.HashOf(previous, 1, Given.ShiftStart, "transition", null, text));
        var alert = AlertBook.Apply(null, evidence.Transition with { To = Level.Exceeded }, Given.Registry(point)) ?? throw new InvalidOperationException("No alert.");
        var views = new AlertViews(new DustWatch.Dashboard.Pipeline.RegistryHolder(), new DustWatch.Dashboard.Pipeline.Exposures(TimeProvider.System));
        return JsonSerializer.Serialize(EvidenceViews.Of(views.Of(alert), evidence, rule, DustWatch.Dashboard.Pipeline.RulesVersion.First, point, Given.Registry(point), entry, previous), Json);
    }

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        ContractJson.Configure(options);
        return options;
    }
}
