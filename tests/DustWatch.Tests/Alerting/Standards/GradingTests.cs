using DustWatch.Alerting.Standards;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting.Standards;

[TestFixture]
internal sealed class GradingTests
{
    [TestCase(5, 0.99, 4, 0, "0")]
    [TestCase(5, 1, 1, 1, "I")]
    [TestCase(9.99, 2, 1, 1, "I")]
    [TestCase(10, 2, 4, 5, "I")]
    [TestCase(50, 2.01, 1, 4.02, "I")]
    [TestCase(50.01, 2, 2, 6, "I")]
    [TestCase(80, 2.01, 2, 12.06, "II")]
    [TestCase(81, 2, 4, 15, "II")]
    [TestCase(80, 4, 1, 16, "II")]
    [TestCase(100, 3, 1, 18, "III")]
    public void Dust_is_graded_by_the_edition_of_2010(decimal silica, decimal ratio, int labour, decimal index, string symbol)
    {
        var graded = Grading("gbzt-229.1-2010").Of(silica, ratio, (LabourIntensity)labour);
        Assert.That((graded.Index, graded.Grade.Symbol), Is.EqualTo((index, symbol)));
    }

    [TestCase(5, 0.5, 4, 0, "0")]
    [TestCase(5, 0.51, 1, 0.51, "II")]
    [TestCase(10, 3, 1, 6, "II")]
    [TestCase(80, 2, 2, 9, "III")]
    [TestCase(81, 4, 1, 16, "III")]
    [TestCase(81, 4.01, 1, 16.04, "IV")]
    public void Dust_is_graded_by_the_edition_of_2025(decimal silica, decimal ratio, int labour, decimal index, string symbol)
    {
        var graded = Grading("gbzt-229.1-2025").Of(silica, ratio, (LabourIntensity)labour);
        Assert.That((graded.Index, graded.Grade.Symbol), Is.EqualTo((index, symbol)));
    }

    [Test]
    public void The_unconfirmed_level_of_2025_is_in_the_table_and_given_to_nothing()
    {
        var pack = StandardsPacks.Find("gbzt-229.1-2025");
        Assert.That(pack?.Note, Does.StartWith("Provisional"));
        Assert.That(pack?.DustGrading?.Grades.Grades.Where(grade => grade.Values is null).Select(grade => grade.Symbol), Is.EqualTo(["I"]));
    }

    [TestCase(84.99, "0")]
    [TestCase(85, "I")]
    [TestCase(89.99, "I")]
    [TestCase(90, "II")]
    [TestCase(95, "III")]
    [TestCase(100, "IV")]
    public void Noise_is_graded_in_steps_of_5_dB(decimal level, string symbol) =>
        Assert.That(StandardsPacks.Find("gbzt-229.4-2012")?.NoiseGrades?.Of(level).Symbol, Is.EqualTo(symbol));

    [TestCase(0, "0")]
    [TestCase(1, "0")]
    [TestCase(1.01, "I")]
    [TestCase(10, "I")]
    [TestCase(50, "II")]
    [TestCase(100, "III")]
    [TestCase(100.01, "IV")]
    public void Exposure_is_sorted_by_its_part_of_the_limit(decimal percent, string symbol) =>
        Assert.That(StandardsPacks.Find("gbz-2.1-2019")?.ExposureLevels?.Of(percent).Symbol, Is.EqualTo(symbol));

    [TestCase(-1, 1)]
    [TestCase(101, 1)]
    [TestCase(20, -0.1)]
    public void What_is_in_no_table_is_refused(decimal silica, decimal ratio) =>
        Assert.That(() => Grading("gbzt-229.1-2010").Of(silica, ratio, LabourIntensity.Light), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static DustGrading Grading(string pack) => StandardsPacks.Find(pack)?.DustGrading ?? throw new InvalidOperationException(pack);
}
