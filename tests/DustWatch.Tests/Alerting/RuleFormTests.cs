using System.Text;
using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

/// <summary>Every form that a rule may have, and what it is read as.</summary>
[TestFixture]
internal sealed class RuleFormTests
{
    private const long Minute = 60_000;
    private const long Hour = 3_600_000;

    private static readonly RuleLevel[] Exceeded = [new(Level.Exceeded, 1, null)];

    private static IEnumerable<TestCaseData> Forms()
    {
        const string levels = ""","levels":[{"level":"exceeded","above":1}]}""";
        Rule Of(Quantity quantity, RuleWindow window, Aggregate aggregate) => Given.Rule("r", quantity, window, aggregate, Exceeded);
        Rule Quality(RuleKind kind, Quantity? quantity = null) => new("r", kind, quantity, null, default, default, []);
        TestCaseData Case(string name, string json, Rule rule) => new TestCaseData(json, rule).SetArgDisplayNames(name);

        yield return Case("the sample", """{"quantity":"tsp","window":{"kind":"instant"}""" + levels, Of(Quantity.Tsp, new(WindowKind.Instant), Aggregate.Last));
        yield return Case("the lowest sample", """{"quantity":"tsp","window":{"kind":"instant"},"aggregate":"min" """ + levels, Of(Quantity.Tsp, new(WindowKind.Instant), Aggregate.Min));
        yield return Case("15 min and a bit less", """{"quantity":"tsp","window":{"kind":"sliding","length":"PT14M59.999S"},"aggregate":"mean" """ + levels, Of(Quantity.Tsp, new(WindowKind.Sliding, (15 * Minute) - 1), Aggregate.Mean));
        yield return Case("16 min", """{"quantity":"tsp","window":{"kind":"sliding","length":"PT16M"},"aggregate":"min" """ + levels, Of(Quantity.Tsp, new(WindowKind.Sliding, 16 * Minute), Aggregate.Min));
        yield return Case("7 days", """{"quantity":"noise_laeq","window":{"kind":"sliding","length":"P7D"},"aggregate":"leq" """ + levels, Of(Quantity.NoiseLaeq, new(WindowKind.Sliding, 168 * Hour), Aggregate.Leq));
        yield return Case("a count that slides", """{"quantity":"tsp","window":{"kind":"sliding","length":"PT1H"},"aggregate":"count","over":0.5""" + levels, Of(Quantity.Tsp, new(WindowKind.Sliding, Hour), Aggregate.Count) with { Over = 0.5m });
        yield return Case("a week's mean", """{"quantity":"tsp","window":{"kind":"week"},"aggregate":"mean","minElapsed":"P1D" """ + levels, Of(Quantity.Tsp, new(WindowKind.Week), Aggregate.Mean) with { MinElapsedMilliseconds = 24 * Hour });
        yield return Case("a week's level", """{"quantity":"noise_laeq","window":{"kind":"week"},"aggregate":"lexw" """ + levels, Of(Quantity.NoiseLaeq, new(WindowKind.Week), Aggregate.LexW));
        yield return Case("a day's peaks", """{"quantity":"noise_lcpeak","window":{"kind":"day"},"aggregate":"count","over":140,"minCoverage":0""" + levels, Of(Quantity.NoiseLcpeak, new(WindowKind.Day), Aggregate.Count) with { Over = 140, MinCoverage = 0 });
        yield return Case(
            "a dose, with a flap guard",
            """{"quantity":"noise_laeq","window":{"kind":"day"},"aggregate":"dose","criterion":85,"exchange":3,"threshold":80,"flap":{"count":3,"within":"PT30M"}""" + levels,
            Of(Quantity.NoiseLaeq, new(WindowKind.Day), Aggregate.Dose) with { Dose = new DoseCriterion(8500, 300, 8000), Flap = new FlapGuard(3, 30 * Minute) });
        yield return Case("the flap guard as it is", """{"quantity":"tsp","window":{"kind":"shift"},"aggregate":"twa8h","flap":{}""" + levels, Of(Quantity.Tsp, new(WindowKind.Shift), Aggregate.Twa8h) with { Flap = FlapGuard.Default });
        yield return Case("no flap guard", """{"quantity":"tsp","window":{"kind":"shift"},"aggregate":"twa8h","flap":null""" + levels, Of(Quantity.Tsp, new(WindowKind.Shift), Aggregate.Twa8h));
        yield return Case(
            "peak exposures",
            """{"quantity":"dust_respirable","window":{"kind":"episodes","in":"shift","times":3},"levels":[{"level":"notice","above":2},{"level":"exceeded","for":"PT1M"},{"level":"severe","times":5}]}""",
            Given.Rule("r", Quantity.DustRespirable, new(WindowKind.Episodes, Parts: new WindowParts(WindowKind.Shift, Minute, null, 3)), Aggregate.Count, new(Level.Notice, 2, null), new(Level.Exceeded, null, null, Minute), new(Level.Severe, null, 5)));
        yield return Case(
            "episodes with every key",
            """{"quantity":"noise_laeq","window":{"kind":"episodes","in":"day","of":"PT0S","above":90,"atMost":0,"longest":"PT5M","apart":"PT0S"},"levels":[{"level":"severe","above":100.5}]}""",
            Given.Rule("r", Quantity.NoiseLaeq, new(WindowKind.Episodes, Parts: new WindowParts(WindowKind.Day, 0, 90, null, 0, 5 * Minute, 0)), Aggregate.Count, new RuleLevel(Level.Severe, 100.5m, null)));
        yield return Case(
            "counted means",
            """{"quantity":"tsp","window":{"kind":"count","in":"day","of":"PT15M","above":2.0}""" + levels,
            Of(Quantity.Tsp, new(WindowKind.Count, Parts: new WindowParts(WindowKind.Day, 15 * Minute, 2, null)), Aggregate.Count));
        yield return Case(
            "counted samples of a shift",
            """{"quantity":"dust_total","window":{"kind":"count","in":"shift","of":"PT0S","times":2}""" + levels,
            Of(Quantity.DustTotal, new(WindowKind.Count, Parts: new WindowParts(WindowKind.Shift, 0, null, 2)), Aggregate.Count));

        yield return Case("silence", """{"kind":"offline"}""", Quality(RuleKind.Offline) with { AfterMilliseconds = 10 * Minute });
        yield return Case("silence of 1 s", """{"kind":"offline","after":"PT1S","clause":"c","flap":{"count":2}}""", Quality(RuleKind.Offline) with { AfterMilliseconds = 1000, Clause = "c", Flap = new FlapGuard(2, Hour) });
        yield return Case("stuck", """{"kind":"stuck"}""", Quality(RuleKind.Stuck) with { AfterMilliseconds = Hour });
        yield return Case("a quantity stuck", """{"kind":"stuck","quantity":"pm10","after":"PT2H"}""", Quality(RuleKind.Stuck, Quantity.Pm10) with { AfterMilliseconds = 2 * Hour });
        yield return Case("above range", """{"kind":"above-range","quantity":null}""", Quality(RuleKind.AboveRange));
        yield return Case("a quantity above range", """{"kind":"above-range","quantity":"tsp"}""", Quality(RuleKind.AboveRange, Quantity.Tsp));
        yield return Case("a step", """{"kind":"step","quantity":"noise_laeq","perSecond":60.5}""", Quality(RuleKind.Step, Quantity.NoiseLaeq) with { PerSecond = 60.5m });
        yield return Case("the clock", """{"kind":"clock"}""", Quality(RuleKind.Clock) with { ByMilliseconds = 5 * Minute });
        yield return Case("the clock by 1 min", """{"kind":"clock","by":"PT1M"}""", Quality(RuleKind.Clock) with { ByMilliseconds = Minute });
        yield return Case("the interval", """{"kind":"interval","quantity":"tsp"}""", Quality(RuleKind.Interval, Quantity.Tsp));
        yield return Case("refused", """{"kind":"refused","clause":"c"}""", Quality(RuleKind.Refused) with { Clause = "c" });
        yield return Case("calibration", """{"kind":"calibration"}""", Quality(RuleKind.Calibration));
    }

    [TestCaseSource(nameof(Forms))]
    public void A_form_is_read_as_what_it_says(string json, Rule expected)
    {
        var rule = Read(json);
        Assert.That(rule.Levels, Is.EqualTo(expected.Levels));
        Assert.That(rule with { Levels = expected.Levels }, Is.EqualTo(expected));
    }

    [Test]
    public void Points_are_those_named_or_all()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Read("""{"kind":"stuck","points":["a","b-2"]}""").Points, Is.EquivalentTo(new[] { "a", "b-2" }));
            Assert.That(Read("""{"kind":"stuck","points":["a","*"]}""").Points, Is.Null);
            Assert.That(Read("""{"kind":"stuck","points":null}""").Points, Is.Null);
        });
    }

    [Test]
    public void A_level_in_decibels_may_clear_by_many_and_a_number_by_a_part()
    {
        const string level = "\"levels\":[{\"level\":\"exceeded\",\"above\":85,\"clear\":CLEAR}]}";
        Assert.Multiple(() =>
        {
            Assert.That(Read("""{"quantity":"noise_laeq","window":{"kind":"week"},"aggregate":"lexw",""" + level.Replace("CLEAR", "3", StringComparison.Ordinal)).Levels[0].Clear, Is.EqualTo(3m));
            Assert.That(Read("""{"quantity":"noise_laeq","window":{"kind":"day"},"aggregate":"count","over":80,""" + level.Replace("CLEAR", "0.5", StringComparison.Ordinal)).Levels[0].Clear, Is.EqualTo(0.5m));
            Assert.That(RulesReader.TryRead(Whole("""{"quantity":"noise_laeq","window":{"kind":"day"},"aggregate":"count","over":80,""" + level.Replace("CLEAR", "3", StringComparison.Ordinal)), out _, out _), Is.False);
        });
    }

    private static byte[] Whole(string rule) => Encoding.UTF8.GetBytes("{\"rules\":[{\"id\":\"r\"," + rule[1..] + "]}");

    private static Rule Read(string rule) =>
        RulesReader.TryRead(Whole(rule), out var rules, out var faults) ? rules.Rules.Single() : throw new AssertionException(string.Join('\n', faults));
}
