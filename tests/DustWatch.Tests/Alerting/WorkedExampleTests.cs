using System.Text.Json;
using DustWatch.Alerting;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

/// <summary>Published examples, computed by the detector from samples of one minute over a day.</summary>
[TestFixture]
internal sealed class WorkedExampleTests
{
    private static readonly RuleWindow Day = new(WindowKind.Day);

    private static IEnumerable<TestCaseData> TimeWeightedAverages => Examples("twa8h");

    private static IEnumerable<TestCaseData> DailyExposures => Examples("lex8h");

    private static IEnumerable<TestCaseData> OshaDoses => Examples("osha_dose");

    private static IEnumerable<TestCaseData> NioshDoses => Examples("niosh_dose");

    private static IEnumerable<TestCaseData> AllowedTimes => Examples("lex_allowed_time");

    [TestCaseSource(nameof(TimeWeightedAverages))]
    public void A_time_weighted_average_is_as_published(JsonElement example)
    {
        var rule = Given.Rule("r", Quantity.DustRespirable, Day, Aggregate.Twa8h, Given.Level(Level.Exceeded, 1_000));
        Assert.That(Computed(rule, Periods(example, "periods", "c")), Is.EqualTo(WorkedExamples.Expected(example, "twa")).Within(WorkedExamples.Tolerance(example, "twa")));
    }

    [TestCaseSource(nameof(DailyExposures))]
    public void A_daily_noise_exposure_is_as_published(JsonElement example)
    {
        var rule = Given.Rule("r", Quantity.NoiseLaeq, Day, Aggregate.Lex8h, Given.Level(Level.Exceeded, 140));
        Assert.That(Computed(rule, Periods(example, "tasks", "laeq")), Is.EqualTo(WorkedExamples.Expected(example, "lex8h_db")).Within(WorkedExamples.Tolerance(example, "lex8h_db")));
    }

    [TestCaseSource(nameof(OshaDoses))]
    [TestCaseSource(nameof(NioshDoses))]
    public void A_dose_is_as_published(JsonElement example)
    {
        var inputs = example.GetProperty("inputs");
        int Hundredths(string key, int otherwise) => inputs.TryGetProperty(key, out var value) ? (int)(value.GetDecimal() * 100) : otherwise;
        var rule = Given.Rule("r", Quantity.NoiseLaeq, Day, Aggregate.Dose, Given.Level(Level.Exceeded, 100_000)) with
        {
            Dose = new DoseCriterion(Hundredths("criterion_dba", 8_500), Hundredths("exchange_db", 300), Hundredths("threshold_dba", 8_000)),
        };
        Assert.That(Computed(rule, Periods(example, "periods", "level_dba")), Is.EqualTo(WorkedExamples.Expected(example, "dose_pct")).Within(WorkedExamples.Tolerance(example, "dose_pct")));
    }

    [TestCaseSource(nameof(AllowedTimes))]
    public void The_time_to_a_target_is_as_published(JsonElement example)
    {
        var inputs = example.GetProperty("inputs");
        var rule = Given.Rule("r", Quantity.NoiseLaeq, Day, Aggregate.Lex8h, Given.Level(Level.Exceeded, inputs.GetProperty("target_lex").GetDecimal()));
        var samples = Enumerable.Range(1, 28_800).Select(s => Given.Noise(s * 1_000L, inputs.GetProperty("laeq").GetDecimal()));
        var raised = Given.Backtest(Given.Registry(Given.Point(interval: 1_000)), Given.Rules(rule), samples).First();
        Assert.That((raised.At - Given.ShiftStart) / 3_600_000.0, Is.EqualTo(WorkedExamples.Expected(example, "hours")).Within(WorkedExamples.Tolerance(example, "hours")));
    }

    private static IEnumerable<TestCaseData> Examples(string kind) =>
        WorkedExamples.All.Where(example => WorkedExamples.KindOf(example) == kind).Select(WorkedExamples.AsCase);

    private static double? Computed(Rule rule, List<Sample> samples)
    {
        var detector = new Detector(Given.Registry(Given.Point()), Given.Rules(rule), Given.ShiftStart);
        detector.OnSamples([.. samples], new Findings());
        return detector.Exposures(0).Single().Value;
    }

    /// <summary>Samples of a minute, the last of each period as long as is left; hours outside the periods are not sampled.</summary>
    private static List<Sample> Periods(JsonElement example, string list, string value)
    {
        var samples = new List<Sample>();
        var at = 0L;
        foreach (var period in example.GetProperty("inputs").GetProperty(list).EnumerateArray())
        {
            var end = at + (long)Math.Round(period.GetProperty("hours").GetDouble() * 3_600_000);
            while (at < end)
            {
                at = Math.Min(at + 60_000, end);
                var x = period.GetProperty(value).GetDecimal();
                samples.Add(value == "c" ? Given.Dust(at, x) : Given.Noise(at, x));
            }
        }

        return samples;
    }
}
