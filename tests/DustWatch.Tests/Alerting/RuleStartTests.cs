using DustWatch.Alerting;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

/// <summary>A new version of the rules begins with what the running windows hold.</summary>
[TestFixture]
internal sealed class RuleStartTests
{
    private static readonly RuleSet Old = Given.Rules(Rule("old", 10));
    private static readonly Registry Registry = Given.Registry(Given.Point(interval: 60_000));

    [Test]
    public void A_rule_starts_with_its_window_as_if_it_had_been_there_since_the_shifts_start()
    {
        var samples = Enumerable.Range(1, 60).Select(i => Given.Dust(i * 60_000, i % 2 == 0 ? 8 : 2)).ToArray();
        var at = samples[^1].Time.Plus(1000);
        var (detector, found) = (new Detector(Registry, Old, Given.ShiftStart), new Findings());
        detector.OnSamples(samples, found);
        Assert.That(found.IsEmpty);
        Instant? asked = null;
        detector.Change(Registry, Given.Rules(Rule("new", 0.5m)), at, (_, start) => Asked(start, samples, ref asked), found);
        Assert.That(asked, Is.EqualTo(Given.ShiftStart));
        var raised = found.Transitions.Single();
        Assert.That((raised.Rule, raised.At, raised.To, raised.Value), Is.EqualTo(("new", at, Level.Exceeded, (double?)0.625)), "5 mg/m³ for an eighth of 8 h");

        // It goes on as one that has been there all the time.
        var (whole, all) = (new Detector(Registry, Given.Rules(Rule("new", 0.5m)), Given.ShiftStart), new Findings());
        whole.OnSamples(samples, all);
        var next = Given.Dust(61 * 60_000, 8);
        detector.OnSample(next, next.Time, found);
        whole.OnSample(next, next.Time, all);
        Assert.That(detector.Exposures(0).Single() with { Level = default }, Is.EqualTo(whole.Exposures(0).Single() with { Level = default }));
    }

    [Test]
    public void What_the_history_has_beyond_what_was_judged_is_not_counted_twice()
    {
        var samples = Enumerable.Range(1, 60).Select(i => Given.Dust(i * 60_000, 2)).ToArray();
        var (detector, found) = (new Detector(Registry, Old, Given.ShiftStart), new Findings());
        detector.OnSamples(samples.AsSpan(0, 30), found);
        detector.Change(Registry, Given.Rules(Rule("new", 10)), samples[29].Time, (_, _) => samples, found);
        detector.OnSamples(samples.AsSpan(30), found);
        Assert.That(detector.Exposures(0).Single().Value, Is.EqualTo(0.25), "2 mg/m³ for an hour of 8");
        Assert.That(detector.Counts.Late, Is.Zero);
    }

    [Test]
    public void A_backlogs_shift_is_the_running_one_while_it_comes()
    {
        var arrival = Given.ShiftStart.Plus(72 * 3_600_000);
        var (detector, found) = (new Detector(Registry, Old, Given.ShiftStart), new Findings());
        var samples = Enumerable.Range(1, 60).Select(i => Given.Dust(i * 60_000, 2)).ToArray();
        detector.OnSamples(samples, arrival, found);
        Instant? asked = null;
        detector.Change(Registry, Given.Rules(Rule("new", 10)), arrival.Plus(1000), (_, start) => Asked(start, samples, ref asked), found);
        Assert.That(asked, Is.EqualTo(Given.ShiftStart));

        detector.Change(Registry, Given.Rules(Rule("newer", 10)), arrival.Plus(3_600_000), (_, start) => Asked(start, samples, ref asked), found);
        Assert.That(asked, Is.EqualTo(arrival), "nothing has come for an hour");
    }

    [Test]
    public void A_rule_over_a_week_asks_for_the_running_week()
    {
        var (detector, found) = (new Detector(Registry, Old, Given.ShiftStart), new Findings());
        Instant? asked = null;
        var week = Given.Rules(Given.Rule("w", Quantity.DustRespirable, new RuleWindow(WindowKind.Week), Aggregate.Mean, Given.Level(Level.Exceeded, 1)));
        detector.Change(Registry, week, Given.ShiftStart.Plus(50 * 3_600_000), (_, start) => Asked(start, [], ref asked), found);
        Assert.That(asked, Is.EqualTo(Given.ShiftStart.Plus(-8 * 3_600_000)), "Monday, local midnight");
    }

    private static IReadOnlyList<Sample> Asked(Instant start, IReadOnlyList<Sample> samples, ref Instant? asked)
    {
        asked = start;
        return samples;
    }

    private static Rule Rule(string id, decimal above) =>
        Given.Rule(id, Quantity.DustRespirable, new RuleWindow(WindowKind.Shift), Aggregate.Twa8h, Given.Level(Level.Exceeded, above));
}
