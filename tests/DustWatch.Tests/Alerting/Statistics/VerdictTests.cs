using DustWatch.Alerting.Standards;
using DustWatch.Alerting.Statistics;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting.Statistics;

[TestFixture]
internal sealed class VerdictTests
{
    private const long Minute = 60_000;

    [TestCase(new[] { 0.09, 0.05, 0.099 }, ComplianceVerdict.Compliant)]
    [TestCase(new[] { 0.09, 0.05, 0.1 }, ComplianceVerdict.Undetermined)]
    [TestCase(new[] { 0.14, 0.14, 0.14, 0.149 }, ComplianceVerdict.Compliant)]
    [TestCase(new[] { 0.14, 0.14, 0.14, 0.15 }, ComplianceVerdict.Undetermined)]
    [TestCase(new[] { 0.19, 0.19, 0.19, 0.19, 0.19 }, ComplianceVerdict.Compliant)]
    [TestCase(new[] { 0.19, 0.19, 0.19, 0.19, 0.2 }, ComplianceVerdict.Undetermined)]
    [TestCase(new[] { 0.01, 0.01, 1.0 }, ComplianceVerdict.Undetermined)]
    [TestCase(new[] { 0.01, 0.01, 1.01 }, ComplianceVerdict.NotCompliant)]
    [TestCase(new[] { 1.01 }, ComplianceVerdict.NotCompliant)]
    [TestCase(new[] { 0.01, 0.01 }, ComplianceVerdict.Undetermined)]
    public void Few_results_comply_only_when_they_are_far_below(double[] results, ComplianceVerdict verdict) =>
        Assert.That(En689.Judge(results, 1), Is.EqualTo(verdict));

    /// <summary>Six results whose logarithms have mean 0 and deviation 1: the limit that lies U_T deviations above complies, a hair less does not.</summary>
    [TestCase(1.0, ComplianceVerdict.Compliant)]
    [TestCase(1 - 1e-9, ComplianceVerdict.NotCompliant)]
    public void Six_results_comply_from_the_critical_distance_on(double part, ComplianceVerdict verdict)
    {
        var fit = new LognormalFit(6, LogMean: 0, LogDeviation: 1, Mean: 1, Deviation: 1);
        Assert.That(En689.JudgeFull(fit, Math.Exp(En689.CriticalDistance(6)) * (part + 1e-12)), Is.EqualTo(verdict));
    }

    [TestCase(1, ComplianceVerdict.Compliant)]
    [TestCase(0.4, ComplianceVerdict.NotCompliant)]
    public void Equal_results_are_judged_by_themselves(double limit, ComplianceVerdict verdict) =>
        Assert.That(En689.Judge([0.5, 0.5, 0.5, 0.5, 0.5, 0.5], limit), Is.EqualTo(verdict));

    [Test]
    public void A_fit_refuses_what_has_no_logarithm()
    {
        Assert.That(() => LognormalFit.Of([1, 0]), Throws.ArgumentException);
        Assert.That(() => LognormalFit.Of([1, double.NaN]), Throws.ArgumentException);
        Assert.That(() => LognormalFit.Of([1]), Throws.ArgumentException);
        Assert.That(() => En689.JudgeFull(LognormalFit.Of([1, 2, 3]), 5), Throws.ArgumentException);
    }

    // Limit 4 mg/m³: runs count above 12, nothing may be above 20.
    [TestCase("12:15", 0, true, TestName = "Exactly at the multiple is no run")]
    [TestCase("12.1:15", 1, true, TestName = "A run of 15 min is allowed")]
    [TestCase("12.1:16", 1, false, TestName = "A run of 16 min is not")]
    [TestCase("12.1:8 13:8", 1, false, TestName = "Neighbours are one run")]
    [TestCase("13:5 1:60 13:5", 2, true, TestName = "An hour apart is enough")]
    [TestCase("13:5 1:59 13:5", 2, false, TestName = "Less than an hour apart is not")]
    [TestCase("13:1 1:60 13:1 1:60 13:1 1:60 13:1", 4, true, TestName = "Four runs are allowed")]
    [TestCase("13:1 1:60 13:1 1:60 13:1 1:60 13:1 1:60 13:1", 5, false, TestName = "Five are not")]
    [TestCase("20:1", 1, true, TestName = "Five times the limit is not above it")]
    [TestCase("20.1:1", 1, false, TestName = "Above five times is never allowed")]
    [TestCase("5:480", 0, false, TestName = "The average counts as well")]
    public void Peaks_are_held_to_number_length_distance_and_height(string day, int runs, bool isCompliant)
    {
        var allowed = StandardsPacks.Find("gbz-2.1-2019")?.PeakExposure;
        Assert.That(allowed, Is.Not.Null);
        var periods = day.Split(' ').Select(part => part.Split(':')).Select(part => new ExposurePeriod(Number(part[0]), (long)(Number(part[1]) * Minute))).ToList();
        var judged = PeakExposure.Of(periods, 4, allowed!); // asserted above
        Assert.That((judged.Runs, judged.IsCompliant), Is.EqualTo((runs, isCompliant)));
    }

    /// <summary>A mean of decibels would be 75.</summary>
    [Test]
    public void Levels_are_averaged_as_energy() =>
        Assert.That(SoundExposure.EnergyMean([new Decibel(6_000), new Decibel(9_000)]), Is.EqualTo(86.994).Within(0.001));

    [Test]
    public void Silence_has_no_level() => Assert.That(SoundExposure.Daily([]), Is.EqualTo(double.NegativeInfinity));

    [TestCase(8, 1)]
    [TestCase(4, 1)]
    [TestCase(12, 0.5)]
    [TestCase(24, 0)]
    public void A_factor_is_never_above_one(decimal hours, decimal factor) => Assert.That(LongShift.DailyFactor(hours), Is.EqualTo(factor));

    [TestCase(0)]
    [TestCase(25)]
    public void A_day_has_24_hours(decimal hours) => Assert.That(() => LongShift.DailyFactor(hours), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void The_longest_shift_and_the_week_decide_the_factor()
    {
        var day = new Shift("day", new TimeOnly(8, 0), new TimeOnly(21, 0), [new ShiftBreak(new TimeOnly(12, 0), new TimeOnly(13, 0))]);
        var night = new Shift("night", new TimeOnly(22, 0), new TimeOnly(6, 0), []);
        Assert.That(LongShift.ReductionFactor(new ShiftCalendar("c", "Asia/Shanghai", 3, [day, night])), Is.EqualTo(0.5m)); // 12 h, 36 h
        Assert.That(LongShift.ReductionFactor(new ShiftCalendar("c", "Asia/Shanghai", 7, [night])), Is.EqualTo(0.625m)); // 8 h, 56 h
        Assert.That(LongShift.ReductionFactor(ShiftCalendar.DefaultIn("Asia/Shanghai")), Is.EqualTo(1m));
    }

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
