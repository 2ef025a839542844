using DustWatch.Alerting;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Standards;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

[TestFixture]
internal sealed class DefaultRulesTests
{
    private const string Health = "offline refused stuck interval clock calibration";

    /// <summary>0.9 × limit at 1 Hz for five hours, then 2.5 × to the shift's end, and one sample beyond.</summary>
    [Test]
    public void A_shift_that_goes_over_its_limit_is_noticed_foreseen_exceeded_and_ended_at_exactly_these_instants()
    {
        var registry = Given.Registry(Given.Point(interval: 1_000));
        var samples = Enumerable.Range(1, 28_801).Select(s => Given.Dust(s * 1_000L, s <= 18_000 ? 0.63m : 1.75m));

        var told = Given.Backtest(registry, null, samples).Where(t => t.Rule == "twa-resp").Select(t => ((t.At - Given.ShiftStart) / 1_000, t.To, t.Reason, t.Clause));

        Assert.That(told, Is.EqualTo(new (long, Level, TransitionReason, string?)[]
        {
            (16_001, Level.Notice, TransitionReason.Raised, "GBZ 2.1-2019 6.4"),
            (18_741, Level.Projected, TransitionReason.Raised, "GBZ 2.1-2019 6.3.2"),
            (23_041, Level.Exceeded, TransitionReason.Raised, "GBZ 2.1-2019 6.3.2"),
            (28_800, Level.Normal, TransitionReason.WindowEnd, "GBZ 2.1-2019 6.3.2"),
        }));
    }

    [TestCase("silica-10-50", new[] { Quantity.DustTotal, Quantity.DustRespirable }, "twa-total twa-resp pe-total pe-resp " + Health)]
    [TestCase("grain", new[] { Quantity.DustTotal, Quantity.DustRespirable }, "twa-total pe-total " + Health)]
    [TestCase("silica-80", new[] { Quantity.DustRespirable, Quantity.NoiseLaeq }, "twa-resp pe-resp lex " + Health)]
    [TestCase("noise", new[] { Quantity.NoiseLaeq }, "lex " + Health)]
    [TestCase("unheard-of", new[] { Quantity.DustTotal }, Health)]
    [TestCase(null, new[] { Quantity.Temperature }, Health)]
    public void The_agent_and_the_quantities_decide_which_rules_bind(string? agent, Quantity[] quantities, string rules) =>
        Assert.That(string.Join(' ', DefaultRules.For(Given.Point(agent: agent, quantities: quantities)).Select(rule => rule.Id)), Is.EqualTo(rules));

    [TestCase("silica-10-50", Quantity.DustTotal, 1, "2")]
    [TestCase("silica-10-50", Quantity.DustRespirable, 0.7, "2")]
    [TestCase("coal", Quantity.DustRespirable, 2.5, "M")]
    [TestCase("jute", Quantity.DustTotal, 2, "2")]
    [TestCase("anything", Quantity.NoiseLaeq, 85, "2")]
    public void A_limit_is_told_with_its_mark_and_edition(string agent, Quantity quantity, double limit, string mark)
    {
        var found = StandardsPacks.FindLimit(agent, quantity);
        Assert.That(found, Is.Not.Null);
        Assert.That(((double?)found?.Limit, found?.Citation.Mark, found?.Citation.Edition), Is.EqualTo(((double?)limit, mark, quantity == Quantity.NoiseLaeq ? "2007" : "2019")));
    }

    [Test]
    public void Noise_rests_on_its_own_standard()
    {
        var samples = Enumerable.Range(1, 481).Select(m => Given.Noise(m * 60_000L, 85.01m));
        var told = Given.Backtest(Given.Registry(Given.Point()), null, samples).Where(t => t.Rule == "lex").Select(t => (t.To, t.Unit, t.Clause));
        Assert.That(told, Is.EqualTo(new[]
        {
            (Level.Projected, "dB(A)", "GBZ 2.2-2007 11"),
            (Level.Exceeded, "dB(A)", "GBZ 2.2-2007 11"),
            (Level.Normal, "dB(A)", "GBZ 2.2-2007 11"),
        }));
    }

    [Test]
    public void An_exposure_tells_value_bounds_limit_and_what_may_still_be()
    {
        var detector = new Detector(Given.Registry(Given.Point(quantities: [Quantity.DustRespirable])), null, Given.ShiftStart);
        detector.OnSamples([.. Enumerable.Range(1, 240).Select(m => Given.Dust(m * 60_000L, 1m))], new Findings());

        var exposure = detector.Exposures(0).Single(e => e.Rule == "twa-resp");
        Assert.That((exposure.Value, exposure.Low, exposure.High, exposure.Limit, exposure.Coverage), Is.EqualTo((0.5, 0.5, 0.5, 0.7, 1.0)));
        Assert.That(exposure.Level, Is.EqualTo(Level.Projected));
        Assert.That(exposure.Projection?.AtEnd, Is.EqualTo(1.0));
        Assert.That(exposure.Projection?.MayStillBe, Is.EqualTo(0.4).Within(1e-12));
        Assert.That(exposure.Projection?.ExceedsAt, Is.EqualTo(Given.ShiftStart.Plus((336 * 60_000) + 1)));
    }
}
