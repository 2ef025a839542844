using DustWatch.Alerting.Statistics;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting.Statistics;

/// <summary>The few special functions, against published tables.</summary>
[TestFixture]
internal sealed class DistributionTests
{
    // Abramowitz and Stegun, table 26.1 and 26.2 (tails).
    [TestCase(0, 0.5)]
    [TestCase(0.5, 0.691462461274013)]
    [TestCase(1, 0.841344746068543)]
    [TestCase(2, 0.977249868051821)]
    [TestCase(3, 0.998650101968370)]
    [TestCase(-1, 0.158655253931457)]
    [TestCase(-4, 3.16712418331199e-5)]
    [TestCase(-6, 9.86587645037698e-10)]
    [TestCase(-10, 7.61985302416053e-24)]
    [TestCase(-20, 2.75362411860623e-89)]
    public void The_normal_distribution_is_as_in_the_table(double x, double cumulative) =>
        Assert.That(NormalDistribution.Cumulative(x), Is.EqualTo(cumulative).Within(1e-12).Percent);

    [TestCase(0.5, 0)]
    [TestCase(0.7, 0.524400512708041)]
    [TestCase(0.95, 1.64485362695147)]
    [TestCase(0.975, 1.95996398454005)]
    [TestCase(0.999, 3.09023230616781)]
    [TestCase(0.05, -1.64485362695147)]
    [TestCase(1e-9, -5.99780701500769)]
    public void A_quantile_is_as_in_the_table(double probability, double x) =>
        Assert.That(NormalDistribution.Quantile(probability), Is.EqualTo(x).Within(1e-12));

    [Test]
    public void The_two_ways_of_computing_meet_without_a_step() =>
        Assert.That(NormalDistribution.Cumulative(-2.5 - 1e-13) / NormalDistribution.Cumulative(-2.5 + 1e-13), Is.EqualTo(1).Within(1e-11));

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(double.NaN)]
    public void A_certainty_has_no_quantile(double probability) =>
        Assert.That(() => NormalDistribution.Quantile(probability), Throws.InstanceOf<ArgumentOutOfRangeException>());

    // EN 689:2018 annex F.
    [TestCase(6, 2.187)]
    [TestCase(7, 2.120)]
    [TestCase(8, 2.072)]
    [TestCase(9, 2.035)]
    [TestCase(10, 2.005)]
    [TestCase(15, 1.917)]
    [TestCase(20, 1.870)]
    [TestCase(30, 1.820)]
    public void The_factor_of_EN_689_is_as_in_its_table(int count, double k) =>
        Assert.That(En689.CriticalDistance(count), Is.EqualTo(k).Within(0.0006));

    // One-sided tolerance factors of the normal distribution, standard tables.
    [TestCase(2, 0.95, 0.95, 26.260)]
    [TestCase(3, 0.95, 0.95, 7.656)]
    [TestCase(4, 0.95, 0.95, 5.144)]
    [TestCase(5, 0.95, 0.95, 4.203)]
    [TestCase(10, 0.90, 0.95, 2.355)]
    [TestCase(10, 0.95, 0.95, 2.911)]
    [TestCase(10, 0.99, 0.95, 3.981)]
    [TestCase(20, 0.95, 0.95, 2.396)]
    [TestCase(30, 0.95, 0.95, 2.220)]
    [TestCase(50, 0.95, 0.95, 2.065)]
    [TestCase(100, 0.95, 0.95, 1.927)]
    public void A_tolerance_factor_is_as_in_the_tables(int count, double part, double confidence, double k) =>
        Assert.That(ToleranceFactor.Of(count, part, confidence), Is.EqualTo(k).Within(0.0011));

    /// <summary>With the median in place of a quantile the factor is Student's t over √n: t(0.95; 9) is 1.833113.</summary>
    [Test]
    public void Without_a_quantile_it_is_students_t() =>
        Assert.That(ToleranceFactor.Of(10, 0.5, 0.95) * Math.Sqrt(10), Is.EqualTo(1.833112932653).Within(1e-9));

    [Test]
    public void It_comes_down_to_the_quantile_itself_as_results_grow() =>
        Assert.That(ToleranceFactor.Of(100_000, 0.95, 0.95), Is.EqualTo(1.6449).Within(0.01).And.GreaterThan(1.6449));
}
