using System.Numerics;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

[TestFixture]
internal sealed class WeightsTests
{
    [Test]
    public void An_energy_weight_is_the_whole_number_nearest_to_the_power()
    {
        for (var hundredths = 0; hundredths <= 20_000; hundredths += 97)
        {
            var weight = (BigInteger)Weights.EnergyOf(new Decibel(hundredths));

            // (2w − 1)/2 < 10^(3 + h/1000) < (2w + 1)/2, to the power 1000.
            var power = BigInteger.Pow(2, 1_000) * BigInteger.Pow(10, 3_000 + hundredths);
            Assert.That(BigInteger.Pow((2 * weight) - 1, 1_000), Is.LessThan(power), $"{hundredths}");
            Assert.That(BigInteger.Pow((2 * weight) + 1, 1_000), Is.GreaterThan(power), $"{hundredths}");
        }
    }

    [TestCase(0, "1000")]
    [TestCase(1_000, "10000")]
    [TestCase(8_500, "316227766017")]
    [TestCase(20_000, "100000000000000000000000")]
    public void An_energy_weight_is_known(int hundredths, string weight) =>
        Assert.That(Weights.EnergyOf(new Decibel(hundredths)), Is.EqualTo(Int128.Parse(weight, System.Globalization.CultureInfo.InvariantCulture)));

    [TestCase(7_999, "0")]
    [TestCase(8_000, "314980262")]
    [TestCase(8_500, "1000000000")]
    [TestCase(8_800, "2000000000")]
    [TestCase(9_100, "4000000000")]
    public void A_dose_weight_doubles_with_each_exchange_and_is_nothing_below_the_threshold(int hundredths, string weight) =>
        Assert.That(
            Weights.DoseOf(new Decibel(hundredths), new DoseCriterion(8_500, 300, 8_000)),
            Is.EqualTo(Int128.Parse(weight, System.Globalization.CultureInfo.InvariantCulture)));

    [Test]
    public void A_weight_halfway_between_two_whole_numbers_is_rounded_to_the_even_one() =>
        Assert.That(Weights.DoseOf(new Decibel(5_500), new DoseCriterion(8_500, 300, 0)), Is.EqualTo((Int128)976_562));
}
