using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

[TestFixture]
internal sealed class ReferenceTests
{
    private const int StreamsPerCase = 1_000;
    private const int ThousandsByDefault = 11;

    /// <summary>How many thousand streams are compared: <c>infra/drills/streams.sh</c> asks for more.</summary>
    private static IEnumerable<int> Thousands =>
        Enumerable.Range(0, int.TryParse(Environment.GetEnvironmentVariable("DUSTWATCH_STREAMS"), out var thousands) ? thousands : ThousandsByDefault);

    [Test]
    public void The_streams_exercise_every_kind_of_rule_every_level_reason_flag_and_verdict()
    {
        var seen = new Dictionary<string, int>();
        for (var seed = 0; seed < StreamsPerCase; seed++)
        {
            var input = RandomStream.Create(seed);
            var rules = input.Rules.ToDictionary(rule => rule.Id);
            var output = ReferenceRun.Of(input);
            foreach (var words in output.Transitions.Select(transition => Words(transition, rules[transition.Rule])).Concat(output.Verdicts.Select(Words)))
            {
                foreach (var word in words.Distinct())
                {
                    seen[word] = seen.GetValueOrDefault(word) + 1;
                }
            }
        }

        TestContext.Out.WriteLine(string.Join('\n', seen.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key}: {each.Value}")));
        Assert.That(Expected().Where(word => seen.GetValueOrDefault(word) < 5), Is.Empty);
    }

    [Test]
    public void The_detector_agrees_with_the_reference_on_random_streams_aimed_at_the_limits([ValueSource(nameof(Thousands))] int thousand)
    {
        for (var seed = thousand * StreamsPerCase; seed < (thousand + 1) * StreamsPerCase; seed++)
        {
            Assert.That(Difference(seed), Is.Null);
        }
    }

    [TestCase(83_919, TestName = "A_quantity_with_too_few_spacings_lets_a_flapping_interval_go")]
    public void The_detector_agrees_with_the_reference_where_it_once_did_not(int seed) => Assert.That(Difference(seed), Is.Null);

    private static string? Difference(int seed)
    {
        var input = RandomStream.Create(seed);
        var expected = ReferenceRun.Of(input);
        var actual = DetectorRun.Of(input, new Random(seed));
        var difference = TransitionsAre.Different(actual.Transitions, expected.Transitions) ?? VerdictsAre.Different(actual.Verdicts, expected.Verdicts);
        return difference is null ? null : $"seed {seed}, {(input.IsLive ? "live" : "backtest")}, {string.Join(" | ", input.Rules)}\n{difference}";
    }

    private static IEnumerable<string> Words(Transition transition, Rule rule)
    {
        yield return rule.Kind == RuleKind.Exposure ? $"{rule.Window.Kind} {rule.Aggregate}" : $"{rule.Kind}";
        yield return $"level {transition.From}";
        yield return $"level {transition.To}";
        yield return $"{(rule.Kind == RuleKind.Exposure ? "exposure" : "fault")} {transition.Reason}";
        if (rule.Window.IsInMinutes)
        {
            yield return "sliding in minutes";
        }

        if (rule.Window.Parts is not null)
        {
            yield return $"{rule.Window.Kind} {(transition.To == Level.Normal ? transition.From : transition.To)}";
            yield return rule.Window.Parts.OfMilliseconds == 0 ? "parts that are samples" : "parts of the clock";
        }

        if (transition.IsCensored)
        {
            yield return "censored";
        }

        if (transition.IsUncorrected)
        {
            yield return "uncorrected";
        }

        if (transition.IsFlapping)
        {
            yield return $"flapping {(rule.Kind == RuleKind.Exposure ? "exposure" : "fault")}";
        }

        if (transition.Coverage < 1)
        {
            yield return "with a gap";
        }
    }

    private static IEnumerable<string> Words(Verdict verdict) =>
        [$"verdict {verdict.Kind}", $"verdict certain {verdict.IsCertain}", verdict.Value is null ? "verdict on nothing" : "verdict on a value"];

    private static IEnumerable<string> Expected() =>
    [
        .. Enum.GetValues<RuleKind>().Where(kind => kind != RuleKind.Exposure).Select(kind => $"{kind}"),
        "Instant Last",
        .. Pairs([WindowKind.Sliding, WindowKind.Shift, WindowKind.Day, WindowKind.Week], [Aggregate.Mean, Aggregate.Leq, Aggregate.Max, Aggregate.Min, Aggregate.Last, Aggregate.Count]),
        .. Pairs([WindowKind.Shift, WindowKind.Day], [Aggregate.Twa8h, Aggregate.Lex8h, Aggregate.Dose]),
        .. Pairs([WindowKind.Week], [Aggregate.LexW]),
        .. Pairs([WindowKind.Episodes, WindowKind.Count], [Aggregate.Count]),
        .. Enum.GetValues<Level>().Select(level => $"level {level}"),
        .. new[] { Level.Notice, Level.Exceeded, Level.Severe }.SelectMany(level => new[] { $"Episodes {level}", $"Count {level}" }),
        "exposure Raised", "exposure Cleared", "exposure WindowEnd", "fault Raised", "fault Cleared",
        "sliding in minutes", "parts that are samples", "parts of the clock",
        "censored", "uncorrected", "flapping exposure", "flapping fault", "with a gap",
        .. Enum.GetValues<VerdictKind>().Select(kind => $"verdict {kind}"),
        "verdict certain True", "verdict on nothing",
    ];

    private static IEnumerable<string> Pairs(WindowKind[] windows, Aggregate[] aggregates) =>
        from window in windows from aggregate in aggregates select $"{window} {aggregate}";
}
