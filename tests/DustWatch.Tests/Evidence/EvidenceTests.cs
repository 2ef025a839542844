using System.Text;
using System.Text.Json;
using DustWatch.Alerting;
using DustWatch.Alerting.Book;
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

    private static readonly JsonSerializerOptions Json = Options();

    private static IEnumerable<TestCaseData> Rules()
    {
        yield return Case("mean", Dust(Quarter, Aggregate.Mean, 0.5m));
        yield return Case("mean of a shift", Dust(WholeShift, Aggregate.Mean, 0.5m));
        yield return Case("max", Dust(Quarter, Aggregate.Max, 2));
        yield return Case("max of a shift", Dust(WholeShift, Aggregate.Max, 2));
        yield return Case("min of a shift", Dust(WholeShift, Aggregate.Min, 0.001m));
        yield return Case("count of a shift", Dust(WholeShift, Aggregate.Count, 20) with { Over = 1.5m });
        yield return Case("mean of an hour", Dust(new RuleWindow(WindowKind.Sliding, 60 * Minute), Aggregate.Mean, 0.5m));
        yield return Case("last", Dust(Quarter, Aggregate.Last, 2));
        yield return Case("instant", Dust(new RuleWindow(WindowKind.Instant), Aggregate.Last, 2));
        yield return Case("twa8h", Dust(WholeShift, Aggregate.Twa8h, 0.3m, isProjected: true));
        yield return Case("leq", Noise(Quarter, Aggregate.Leq, 85));
        yield return Case("lex8h", Noise(WholeShift, Aggregate.Lex8h, 85, isProjected: true));
        yield return Case("dose", Noise(WholeShift, Aggregate.Dose, 50, isProjected: true) with { Dose = new DoseCriterion(8500, 300, 8000) });
    }

    [TestCaseSource(nameof(Rules))]
    public async Task A_script_computes_the_value_again_from_the_evidence_alone(Rule rule)
    {
        var point = Given.Point(ranges: new() { [Quantity.DustRespirable] = 3_000_000 });
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
            Assert.That(again.Coverage, Is.EqualTo(transition.Coverage).Within(1e-12));
            using var document = JsonDocument.Parse(json);
            Assert.That(document.RootElement.GetProperty("hashes").GetProperty("samples").GetString(), Is.EqualTo(again.Samples));
            Assert.That(document.RootElement.GetProperty("hashes").GetProperty("hash").GetString(), Is.EqualTo(again.Entry));
        }
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
        var found = new DustWatch.Alerting.Detection.Findings();
        var detector = new DustWatch.Alerting.Detection.Detector(Given.Registry(point), Given.Rules(rule), Given.ShiftStart);
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

    private static TestCaseData Case(string name, Rule rule) => new TestCaseData(rule).SetArgDisplayNames(name);

    private static Rule Dust(RuleWindow window, Aggregate aggregate, decimal above, bool isProjected = false) =>
        Given.Rule("r", Quantity.DustRespirable, window, aggregate, Levels(above, isProjected));

    private static Rule Noise(RuleWindow window, Aggregate aggregate, decimal above, bool isProjected = false) =>
        Given.Rule("r", Quantity.NoiseLaeq, window, aggregate, Levels(above, isProjected));

    private static RuleLevel[] Levels(decimal above, bool isProjected) => isProjected
        ? [Given.Level(Level.Projected, above, forMs: 10 * Minute), Given.Level(Level.Exceeded, above)]
        : [Given.Level(Level.Exceeded, above)];

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
