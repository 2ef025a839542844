using DustWatch.Dashboard.Pipeline;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Dashboard;

/// <summary>What an import says about site factors, on the day of the import where the device stands.</summary>
[TestFixture]
internal sealed class JudgingCheckTests
{
    [TestCase("2026-05-31T15:59:59.999Z", "holds from 2026-06-01 only")]
    [TestCase("2026-05-31T16:00:00Z", null)]
    [TestCase("2027-05-31T15:59:59.999Z", null)]
    [TestCase("2027-05-31T16:00:00Z", "has expired on 2027-06-01")]
    public void A_factor_holds_from_one_local_midnight_to_another(string now, string? said)
    {
        var faults = JudgingCheck.FactorFaults(RegistryWith(new SiteFactor(1.32m, new DateOnly(2026, 6, 1), new DateOnly(2027, 6, 1), null)), Given.At(now));
        Assert.That(faults.Select(fault => (fault.Path, fault.IsWarning)), Is.EqualTo(said is null ? [] : new[] { ("devices[d1].profile.factor.dust_total", true) }));
        Assert.That(faults.Select(fault => fault.Message), said is null ? Is.Empty : Is.All.StartsWith(said));
    }

    [Test]
    public void A_factor_without_end_is_silent() => Assert.Multiple(() =>
    {
        Assert.That(JudgingCheck.FactorFaults(RegistryWith(new SiteFactor(1, DateOnly.MinValue, null, null)), Given.At("2026-06-01T00:00:00Z")), Is.Empty);
        Assert.That(JudgingCheck.FactorFaults(RegistryWith(new SiteFactor(1, DateOnly.MinValue, DateOnly.MaxValue, null)), Given.At("2026-06-01T00:00:00Z")), Is.Empty);
    });

    private static Registry RegistryWith(SiteFactor factor)
    {
        var factors = new Dictionary<Quantity, SiteFactor> { [Quantity.DustTotal] = factor };
        var profile = DeviceProfile.Default with { Optical = [Quantity.DustTotal], Factors = factors };
        return new Registry([], [], [Given.Point(quantities: [Quantity.DustTotal])], [new Device("d1", ["p1"], "mqtt", profile)]);
    }
}
