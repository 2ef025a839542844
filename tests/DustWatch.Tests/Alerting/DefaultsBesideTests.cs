using DustWatch.Alerting.Rules;
using DustWatch.Alerting.Standards;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

/// <summary>Which rules bind a point.</summary>
[TestFixture]
internal sealed class DefaultsBesideTests
{
    private static readonly Rule Own = Given.Rule("site", Quantity.DustRespirable, new RuleWindow(WindowKind.Instant), Aggregate.Last, Given.Level(DustWatch.Alerting.Level.Notice, 1));

    [Test]
    public void Own_rules_take_the_place_of_all_default_ones()
    {
        Assert.That(RuleSet.For(Given.Rules(Own), Given.Point()), Is.EqualTo(new[] { Own }));
        Assert.That(RuleSet.For(RuleSet.Empty, Given.Point()), Is.Empty);
    }

    [Test]
    public void Or_stand_beside_them()
    {
        var point = Given.Point();
        var rules = Given.Rules(Own) with { HasDefaults = true };
        Assert.That(RuleSet.For(rules, point), Is.EqualTo(DefaultRules.For(point).Append(Own)));
        Assert.That(RuleSet.For(null, point), Is.EqualTo(DefaultRules.For(point)));
    }

    [Test]
    public void One_with_a_default_rules_id_takes_its_place_where_it_is_for()
    {
        var twa = Own with { Id = "twa-resp", Points = new HashSet<string> { "p1" } };
        var rules = Given.Rules(twa) with { HasDefaults = true };
        Assert.That(RuleSet.For(rules, Given.Point()).Where(rule => rule.Id == "twa-resp"), Is.EqualTo(new[] { twa }));
        Assert.That(RuleSet.For(rules, Given.Point("p2")), Is.EqualTo(DefaultRules.For(Given.Point("p2"))));
    }
}
