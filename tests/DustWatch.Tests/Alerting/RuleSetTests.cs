using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

/// <summary>Rules held against a registry.</summary>
[TestFixture]
internal sealed class RuleSetTests
{
    private static readonly Registry Registry = Given.Registry(
        Given.Point("p1", 0, agent: "silica-10-50", quantities: [Quantity.DustRespirable, Quantity.NoiseLaeq]),
        Given.Point("p2", 1, agent: "noise", quantities: [Quantity.NoiseLaeq, Quantity.DustTotal]));

    private static readonly RuleLevel[] Twice = [new(Level.Notice, 0.1m, null), new(Level.Exceeded, null, 2)];

    [Test]
    public void Rules_that_some_point_can_meet_have_no_fault() =>
        Assert.That(
            Given.Rules(
                Of(Quantity.DustRespirable, "p1"),
                Of(Quantity.DustRespirable),
                Given.Offline(),
                Quality(RuleKind.Stuck, null, "p2"),
                Quality(RuleKind.Step, Quantity.NoiseLaeq, "p2")).FaultsFor(Registry),
            Is.Empty);

    [Test]
    public void A_point_that_the_registry_lacks_is_told()
    {
        var faults = Given.Rules(Given.Offline(), Of(Quantity.DustRespirable, "p1", "p9", "p8"), Quality(RuleKind.Refused, null, "p7")).FaultsFor(Registry);
        Assert.That(faults.Select(fault => (fault.Path, fault.Message.Split(' ')[0])), Is.EqualTo(new[] { ("rules[1].points", "'p8'"), ("rules[1].points", "'p9'"), ("rules[2].points", "'p7'") }));
        Assert.That(faults.Select(fault => fault.IsWarning), Is.All.True);
    }

    [Test]
    public void A_quantity_that_no_point_of_the_rule_measures_is_told()
    {
        var faults = Given.Rules(Of(Quantity.Tsp), Of(Quantity.DustRespirable, "p2"), Quality(RuleKind.Calibration, Quantity.Pm10)).FaultsFor(Registry);
        Assert.That(faults.Select(fault => fault.Path), Is.EqualTo(new[] { "rules[0].quantity", "rules[1].quantity", "rules[2].quantity" }));
    }

    [Test]
    public void A_point_that_does_not_say_what_it_measures_may_meet_any_rule() =>
        Assert.That(Given.Rules(Of(Quantity.DustRespirable)).FaultsFor(Given.Registry(Given.Point(quantities: []))), Is.Empty);

    [Test]
    public void A_multiple_of_a_limit_that_no_agent_has_is_told()
    {
        var parts = new RuleWindow(WindowKind.Episodes, Parts: new WindowParts(WindowKind.Shift, 60_000, null, 3));
        var faults = Given.Rules(
            Of(Quantity.DustTotal),
            Given.Rule("pe", Quantity.DustTotal, parts, Aggregate.Count, Given.Level(Level.Notice, 2), new RuleLevel(Level.Severe, null, 5)),
            Given.Rule("above", Quantity.DustTotal, new(WindowKind.Shift), Aggregate.Twa8h, Given.Level(Level.Exceeded, 1))).FaultsFor(Registry);
        Assert.That(faults.Select(fault => fault.Path), Is.EqualTo(new[] { "rules[0].levels[1].times", "rules[1].window.times", "rules[1].levels[1].times" }));
    }

    private static Rule Of(Quantity quantity, params string[] points) =>
        Given.Rule("r", quantity, new(WindowKind.Shift), Aggregate.Twa8h, Twice) with { Points = points.Length == 0 ? null : points.ToHashSet() };

    private static Rule Quality(RuleKind kind, Quantity? quantity, params string[] points) =>
        new("q", kind, quantity, points.Length == 0 ? null : points.ToHashSet(), default, default, []);
}
