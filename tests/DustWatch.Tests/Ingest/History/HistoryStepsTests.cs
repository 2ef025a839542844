using DustWatch.Ingest.History;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Ingest.History;

internal sealed class HistoryStepsTests
{
    private const long Minute = 60_000;
    private static readonly Instant Start = new(1_700_000_040_000); // a whole minute

    [Test]
    public void Averages_levels_as_energy()
    {
        var steps = Compute(Quantity.NoiseLaeq, minutes: 1, [At(30, 80_00), At(60, 90_00)]);

        Assert.That(steps[0].Mean, Is.EqualTo(87.4).Within(0.005)); // 10 lg((10^8 + 10^9) / 2) = 87.40 dB
        Assert.That((steps[0].Minimum, steps[0].Maximum), Is.EqualTo((80.0, 90.0)));
    }

    [Test]
    public void Weighs_by_time_not_by_number()
    {
        // 10 s at 6, then 50 s at 0: the hold is 90 s, so the second covers all of them.
        var steps = Compute(Quantity.DustTotal, minutes: 1, [At(0, 0), At(10, 6_000_000), At(60, 0)]);

        Assert.That(steps[0], Is.EqualTo(new HistoryStep(Start.Plus(Minute), 1.0, 0, 6, 1)));
    }

    [Test]
    public void Splits_an_interval_at_a_border()
    {
        var steps = Compute(Quantity.DustTotal, minutes: 2, [At(0, 0), At(45, 1_000_000), At(75, 3_000_000), At(120, 1_000_000)]);

        Assert.That(steps[0].Mean, Is.EqualTo(((45 * 1) + (15 * 3)) / 60.0));
        Assert.That(steps[1].Mean, Is.EqualTo(((15 * 3) + (45 * 1)) / 60.0));
    }

    [Test]
    public void Never_gives_a_gap_a_value()
    {
        var steps = Compute(Quantity.DustTotal, minutes: 4, [At(60, 2_000_000), At(240, 4_000_000)]);

        // Apart by more than the hold: each covers its own 30 s only.
        Assert.That(steps.Select(s => s.Mean), Is.EqualTo(new double?[] { 2, null, null, 4 }));
        Assert.That(steps.Select(s => s.Maximum), Is.EqualTo(new double?[] { 2, null, null, 4 }));
        Assert.That(steps.Select(s => s.Coverage), Is.EqualTo(new[] { 0.5, 0, 0, 0.5 }));
    }

    [Test]
    public void An_invalid_sample_covers_nothing_but_bounds_the_next_ones_interval()
    {
        var invalid = At(30, 9_000_000) with { Flag = SampleFlag.Calibration };
        var steps = Compute(Quantity.DustTotal, minutes: 1, [At(0, 1_000_000), invalid, At(60, 2_000_000)]);

        Assert.That(steps[0], Is.EqualTo(new HistoryStep(Start.Plus(Minute), 2, 2, 2, 0.5)));
    }

    [TestCase(89, 1.0)]
    [TestCase(90, 1.0)]
    [TestCase(91, 30 / 60.0, Description = "one second beyond the hold: only the interval")]
    public void Holds_over_up_to_two_missed_samples(int seconds, double coverageOfLastMinute)
    {
        var steps = Compute(Quantity.DustTotal, minutes: 3, [At(180 - seconds, 1_000_000), At(180, 1_000_000)]);

        Assert.That(steps[2].Coverage, Is.EqualTo(coverageOfLastMinute));
    }

    [Test]
    public void A_sample_at_a_steps_end_belongs_to_that_step()
    {
        var steps = Compute(Quantity.DustTotal, minutes: 2, [At(60, 1_000_000)]);

        Assert.That(steps.Select(s => s.Coverage), Is.EqualTo(new[] { 0.5, 0 }));
    }

    [Test]
    public void Aligns_steps_to_utc_and_leaves_the_start_out()
    {
        var stepping = Stepping(new Interval(Start.Plus(1), Start.Plus((2 * Minute) + 1)));

        Assert.That(HistorySteps.Compute([], Quantity.DustTotal, stepping).Select(s => s.End), Is.EqualTo(new[] { Start.Plus(Minute), Start.Plus(2 * Minute) }));
        Assert.That(HistorySteps.Compute([], Quantity.DustTotal, Stepping(new Interval(Start, Start.Plus(Minute)))).Select(s => s.End), Is.EqualTo(new[] { Start.Plus(Minute) }));
        Assert.That(HistorySteps.Compute([], Quantity.DustTotal, Stepping(new Interval(Start, Start.Plus(Minute - 1)))), Is.Empty);
    }

    [Test]
    public void Aligns_steps_before_the_epoch_too()
    {
        var stepping = Stepping(new Interval(new Instant(-90_000), new Instant(-1)));

        Assert.That(HistorySteps.Compute([], Quantity.DustTotal, stepping).Select(s => s.End), Is.EqualTo(new[] { new Instant(-60_000) }));
    }

    [Test]
    public void Refuses_more_steps_than_a_page_can_draw()
    {
        var stepping = Stepping(new Interval(Start, Start.Plus((HistoryStepping.CountMaximum + 1) * Minute)));

        Assert.That(() => HistorySteps.Compute([], Quantity.DustTotal, stepping), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static IReadOnlyList<HistoryStep> Compute(Quantity quantity, int minutes, Sample[] samples) =>
        HistorySteps.Compute(samples.Select(s => s with { Quantity = quantity }), quantity, Stepping(new Interval(Start, Start.Plus(minutes * Minute))));

    private static HistoryStepping Stepping(Interval span) =>
        new(span, StepMilliseconds: Minute, HoldMilliseconds: 90_000, IntervalMilliseconds: 30_000);

    private static Sample At(int seconds, long value) => new(Start.Plus(1000L * seconds), value, 0, Quantity.DustTotal, SampleFlag.Valid);
}
