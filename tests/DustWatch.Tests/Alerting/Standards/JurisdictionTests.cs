using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Alerting.Standards;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting.Standards;

/// <summary>Which packs bind a point, which row of them, and what a person hears of it.</summary>
[TestFixture]
internal sealed class JurisdictionTests
{
    private const string Health = "offline refused stuck interval clock calibration";

    private static readonly Quantity[] Dust = [Quantity.DustTotal, Quantity.DustRespirable];

    [TestCase("cn", "silica-10-50", "twa-total twa-resp pe-total pe-resp " + Health)]
    [TestCase("us-osha", "silica-10-50", "us-osha-silica-resp " + Health)]
    [TestCase("cn,us-osha", "silica-10-50", "twa-total twa-resp pe-total pe-resp us-osha-silica-resp " + Health)]
    [TestCase(" us-osha , cn ", "silica-10-50", "us-osha-silica-resp twa-total twa-resp pe-total pe-resp " + Health)]
    [TestCase("cn,cn,gbz-2.1-2019", "silica-10-50", "twa-total twa-resp pe-total pe-resp " + Health)]
    [TestCase("cn,gbz-2.1-2007", "silica-10-50", "twa-total twa-resp pe-total pe-resp excursion-total excursion-resp " + Health)]
    [TestCase("us-osha", "other", "us-osha-twa-total us-osha-twa-resp " + Health)]
    [TestCase("us-msha", "coal", "us-msha-coal-resp " + Health)]
    [TestCase("us-msha", "silica-80", "us-msha-silica-resp " + Health)]
    [TestCase("us-niosh", "silica-80", "us-niosh-silica-resp " + Health)]
    [TestCase("uk", "wood-hard", "uk-twa-total " + Health)]
    [TestCase("uk", "other", "uk-coshh-total uk-coshh-resp " + Health)]
    [TestCase("eu", "silica-10-50", "eu-twa-resp " + Health)]
    [TestCase("uk,eu", "grain", Health)]
    public void Packs_bind_side_by_side(string jurisdiction, string agent, string rules) =>
        Assert.That(RulesOf(Given.Point(agent: agent, quantities: Dust, jurisdiction: jurisdiction)), Is.EqualTo(rules));

    [TestCase("us-osha", "us-osha-dose us-osha-dose-hc us-osha-115 us-osha-peak " + Health)]
    [TestCase("us-niosh", "us-niosh-dose " + Health)]
    [TestCase("uk", "uk-lex uk-peak " + Health)]
    [TestCase("eu", "eu-lex eu-peak " + Health)]
    public void Noise_binds_wherever_it_is_measured(string jurisdiction, string rules) =>
        Assert.That(RulesOf(Given.Point(agent: "noise", quantities: [Quantity.NoiseLaeq, Quantity.NoiseLcpeak], jurisdiction: jurisdiction)), Is.EqualTo(rules));

    [TestCase("silica-10-50", null, "1 0.7")]
    [TestCase("silica-10-50", 9.9, "8 -")]
    [TestCase("silica-10-50", 10, "1 0.7")]
    [TestCase("silica-10-50", 50, "1 0.7")]
    [TestCase("silica-10-50", 50.1, "0.7 0.3")]
    [TestCase("silica-10-50", 80, "0.7 0.3")]
    [TestCase("silica-10-50", 80.1, "0.5 0.2")]
    [TestCase("silica-80", 23, "1 0.7")]
    [TestCase("other", 23, "1 0.7")]
    [TestCase("cement", 9, "4 1.5")]
    [TestCase("cement", 12, "1 0.7")]
    [TestCase("limestone", 12, "8 4")]
    public void The_free_silica_fraction_picks_the_row(string agent, double? percent, string limits)
    {
        var point = Given.Point(agent: agent, quantities: Dust, silica: (decimal?)percent);
        var found = Dust.Select(quantity => StandardsPacks.FindLimit(point, quantity) is { } limit ? limit.Limit.ToString(System.Globalization.CultureInfo.InvariantCulture) : "-");
        Assert.That(string.Join(' ', found), Is.EqualTo(limits));
    }

    // A limit of the silica itself: 0.05 mg/m³ of it are 0.2 mg/m³ of a dust of which it is a quarter.
    [TestCase("us-osha", "silica-10-50", 25, 0.2)]
    [TestCase("us-osha", "silica-10-50", null, 0.05)]
    [TestCase("us-osha", "silica-10-50", 0, null)]
    [TestCase("uk", "silica-50-80", 50, 0.2)]
    [TestCase("us-osha", "coal", null, 2.4)]
    [TestCase("us-osha", "coal", 4.9, 2.4)]
    [TestCase("us-osha", "coal", 8, 1)]
    public void A_limit_follows_the_fraction_where_the_standard_says_so(string jurisdiction, string agent, double? percent, double? limit)
    {
        var point = Given.Point(agent: agent, quantities: Dust, silica: (decimal?)percent, jurisdiction: jurisdiction);
        Assert.That(StandardsPacks.FindLimit(point, Quantity.DustRespirable)?.Limit, Is.EqualTo((decimal?)limit));
    }

    [Test]
    public void Each_rule_rests_on_the_limit_of_its_own_pack()
    {
        var point = Given.Point(quantities: [Quantity.DustRespirable], silica: 25, jurisdiction: "cn,us-osha");
        var levels = DefaultRules.For(point).Where(rule => rule.Aggregate == Aggregate.Twa8h).SelectMany(rule => rule.Levels, (rule, level) => (rule.Id, level.Level, level.Above, level.Clause));
        Assert.That(levels, Is.EqualTo(new (string, Level, decimal?, string?)[]
        {
            ("twa-resp", Level.Notice, 0.35m, "GBZ 2.1-2019 6.4"),
            ("twa-resp", Level.Projected, 0.7m, "GBZ 2.1-2019 6.3.2"),
            ("twa-resp", Level.Exceeded, 0.7m, "GBZ 2.1-2019 6.3.2"),
            ("twa-resp", Level.Severe, 1.4m, "GBZ 2.1-2019 6.3.2"),
            ("us-osha-silica-resp", Level.Notice, 0.1m, "29 CFR 1910.1053 (b) action level"),
            ("us-osha-silica-resp", Level.Projected, 0.2m, "29 CFR 1910.1053 (c)"),
            ("us-osha-silica-resp", Level.Exceeded, 0.2m, "29 CFR 1910.1053 (c)"),
        }));
    }

    /// <summary>0.3 mg/m³ all through a shift: over 0.2, and under 0.7.</summary>
    [Test]
    public void A_shift_is_judged_by_every_pack_of_its_point()
    {
        var registry = Given.Registry(Given.Point(quantities: [Quantity.DustRespirable], silica: 25, jurisdiction: "cn,us-osha"));
        var told = Given.Backtest(registry, null, Enumerable.Range(1, 481).Select(m => Given.Dust(m * 60_000L, 0.3m)));
        Assert.That(told.Where(t => t.Limit is not null).Select(t => (t.Rule, t.To, t.Limit, t.Clause)), Is.EqualTo(new (string, Level, double?, string?)[]
        {
            ("us-osha-silica-resp", Level.Projected, 0.2, "29 CFR 1910.1053 (c)"),
            ("us-osha-silica-resp", Level.Exceeded, 0.2, "29 CFR 1910.1053 (c)"),
            ("us-osha-silica-resp", Level.Normal, 0.2, "29 CFR 1910.1053 (c)"),
        }));
    }

    [Test]
    public void The_excursion_factor_of_2007_is_judged_where_it_is_named()
    {
        var registry = Given.Registry(Given.Point(quantities: [Quantity.DustRespirable], jurisdiction: "gbz-2.1-2007"));
        var told = Given.Backtest(registry, null, Enumerable.Range(1, 15).Select(m => Given.Dust(m * 60_000L, m <= 7 ? 0.5m : 2.5m)));
        Assert.That(told.Select(t => (t.Rule, t.To, t.Limit)), Is.EqualTo(new (string, Level, double?)[] { ("excursion-resp", Level.Exceeded, 1.4) }));
    }

    [TestCase(8, 1.0)]
    [TestCase(20, 0.5)]
    public void A_long_shift_reduces_the_limit_of_dust_and_not_of_noise(int end, double factor)
    {
        var calendar = new ShiftCalendar("c", "Asia/Shanghai", 3, [new Shift("day", new TimeOnly(end == 8 ? 0 : 8, 0), new TimeOnly(end, 0), [])]);
        var point = Given.Point(calendar: calendar);
        Assert.That(StandardsPacks.FindReducedLimit(point, Quantity.DustRespirable)?.Limit, Is.EqualTo(0.7m * (decimal)factor));
        Assert.That(StandardsPacks.FindReducedLimit(point, Quantity.NoiseLaeq)?.Limit, Is.EqualTo(85m));
    }

    [TestCase("cn", "silica-10-50", 23, "")]
    [TestCase("cn", "noise", null, "")]
    [TestCase("cn", null, null, "")]
    [TestCase("cn", "limestone", null, "")]
    [TestCase("cn", "silica-10-50", null, "points[p1].silica: is missing; silica-10-50 is taken as named")]
    [TestCase("cn", "cement", null, "points[p1].silica: is missing; cement is taken as named")]
    [TestCase("us-osha", "coal", null, "points[p1].silica: is missing; coal is taken as named")]
    [TestCase("cn", "silica-80", 23, "points[p1].silica: 23 % is not silica-80: by GBZ 2.1-2019 the fraction decides, and silica-10-50 holds")]
    [TestCase("cn", "silica-10-50", 4, "points[p1].silica: 4 % is not silica-10-50: by GBZ 2.1-2019 the fraction decides, and other holds; points[p1].silica: other has no limit for dust_respirable in GBZ 2.1-2019")]
    [TestCase("cn", "limestone", 12, "points[p1].silica: 12 % is dust of silica, but limestone states no fraction and is taken as named; allowed: other, silica-10-50, silica-50-80, silica-80")]
    [TestCase("uk", "grain", 2, "points[p1].agent: 'grain' has no limit in uk")]
    public void A_person_is_warned_of_what_does_not_hold_as_named(string jurisdiction, string? agent, double? percent, string warnings)
    {
        var faults = PointCheck.Faults(Given.Point(agent: agent, quantities: Dust, silica: (decimal?)percent, jurisdiction: jurisdiction));
        Assert.That(string.Join("; ", faults), Is.EqualTo(warnings));
        Assert.That(faults.Where(fault => !fault.IsWarning), Is.Empty);
    }

    [TestCase("cn,us", "grain", "points[p1].jurisdiction: 'us' is not known; allowed, separated by commas: cn, us-osha, us-msha, us-niosh, uk, eu, gbz-2.1-2007, uk-noise-2005-weekly, eu-2003-10-weekly")]
    [TestCase(",", "silica-10-50", "points[p1].jurisdiction: names none; allowed: cn, us-osha, us-msha, us-niosh, uk, eu, gbz-2.1-2007, uk-noise-2005-weekly, eu-2003-10-weekly")]
    [TestCase("cn", "dust", "points[p1].agent: 'dust' is no agent of the dust table, nor noise")]
    public void What_no_pack_knows_is_refused(string jurisdiction, string agent, string fault)
    {
        var refused = PointCheck.Faults(Given.Point(agent: agent, quantities: Dust, silica: 5, jurisdiction: jurisdiction)).Where(f => !f.IsWarning);
        Assert.That(refused.Select(f => f.ToString()), Is.EqualTo([fault]));
    }

    private static string RulesOf(MonitoringPoint point) => string.Join(' ', DefaultRules.For(point).Select(rule => rule.Id));
}
