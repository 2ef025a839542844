using DustWatch.Alerting;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

/// <summary>Each border of the semantics by itself: at it, just below, just above.</summary>
[TestFixture]
internal sealed class BoundaryTests
{
    private const long Minute = 60_000;

    private static readonly RuleWindow Instantly = new(WindowKind.Instant);
    private static readonly RuleWindow Shift = new(WindowKind.Shift);

    [TestCase(0.999999, 0)]
    [TestCase(1.0, 0)]
    [TestCase(1.000001, 1)]
    public void Exactly_at_the_limit_is_not_above_it(decimal value, int raised) =>
        Assert.That(Told(Sliding(5 * Minute, Given.Level(Level.Exceeded, 1)), Minutes(1, 10, value)), Has.Count.EqualTo(raised));

    [TestCase(85.00, 0)]
    [TestCase(85.01, 1)]
    public void Exactly_at_a_limit_in_decibels_is_not_above_it(decimal level, int raised)
    {
        var rule = Given.Rule("r", Quantity.NoiseLaeq, new RuleWindow(WindowKind.Sliding, 5 * Minute), Aggregate.Leq, Given.Level(Level.Exceeded, 85));
        Assert.That(Told(rule, Enumerable.Range(1, 10).Select(m => Given.Noise(m * Minute, level))), Has.Count.EqualTo(raised));
    }

    [TestCase(0.95, false)]
    [TestCase(0.949999, true)]
    public void It_clears_below_the_deadband_only(decimal value, bool clears)
    {
        var told = Told(Instant(Given.Level(Level.Exceeded, 1)), [.. Minutes(1, 2, 2), .. Minutes(3, 5, value)]);
        Assert.That(told.Any(t => t.Reason == TransitionReason.Cleared), Is.EqualTo(clears));
    }

    [Test]
    public void It_clears_when_it_has_been_below_for_the_off_delay()
    {
        var told = Told(Instant(Given.Level(Level.Exceeded, 1, clearForMs: 2 * Minute)), [.. Minutes(1, 2, 2), .. Minutes(3, 9, 0)]);
        Assert.That(told.Select(t => (t.At - Given.ShiftStart) / Minute), Is.EqualTo(new[] { 1L, 5 }));
    }

    [TestCase(180_000, 1.0)]
    [TestCase(180_001, 0.333333)]
    public void A_sample_covers_the_time_since_the_last_up_to_the_hold_and_else_one_interval(long later, double coverage)
    {
        // A window of 9 min: what the second sample covers is seen in the coverage of the transition it raises.
        var rule = Sliding(3 * Minute, Given.Level(Level.Exceeded, 1)) with { MinCoverage = 0 };
        var told = Told(rule, [Given.Dust(10 * Minute, 0), Given.Dust((10 * Minute) + later, 5)]);
        Assert.That(told.Single().Coverage, Is.EqualTo(coverage).Within(1e-5));
    }

    [Test]
    public void A_sample_at_the_last_instant_of_a_shift_belongs_to_it()
    {
        var told = Told(Twa(Given.Level(Level.Exceeded, 0.001m)), [Given.Dust(480 * Minute, 1), Given.Dust(481 * Minute, 0)]);
        Assert.That(told.Select(t => (t.To, t.Shift, (t.At - Given.ShiftStart) / Minute)), Is.EqualTo(new[] { (Level.Exceeded, "08-16", 480L), (Level.Normal, "08-16", 480L) }));
    }

    [Test]
    public void An_exceedance_found_only_at_the_end_gives_two_transitions_at_that_instant()
    {
        // The interval that crosses the border brings the shift over its limit.
        var told = Told(Twa(Given.Level(Level.Exceeded, 0.001m)), [Given.Dust(479 * Minute, 0), Given.Dust((480 * Minute) + 1, 1)]);
        Assert.That(
            told.Take(2).Select(t => (t.To, t.Reason, t.N, (t.At - Given.ShiftStart) / Minute)),
            Is.EqualTo(new[] { (Level.Exceeded, TransitionReason.Raised, 0, 480L), (Level.Normal, TransitionReason.WindowEnd, 1, 480L) }));
    }

    [Test]
    public void A_window_that_has_not_ended_writes_nothing() =>
        Assert.That(Told(Twa(Given.Level(Level.Exceeded, 0.001m)), [Given.Dust(Minute, 1), Given.Dust(2 * Minute, 1)]), Has.Count.EqualTo(1));

    [Test]
    public void Over_range_counts_as_the_top_of_the_range_and_is_told()
    {
        var point = Given.Point(ranges: new() { [Quantity.DustRespirable] = 20 * FixedPoint.One });
        var told = Given.Backtest(Given.Registry(point), Given.Rules(Instant(Given.Level(Level.Exceeded, 10))), [Given.Dust(Minute, 3, SampleFlag.OverRange)]);
        Assert.That(told.Select(t => (t.Value, t.IsCensored)), Is.EqualTo(new[] { ((double?)20, true) }));
    }

    [TestCase(SampleFlag.Maintenance)]
    [TestCase(SampleFlag.Communication)]
    public void A_sample_that_is_not_valid_is_no_exposure(SampleFlag flag) =>
        Assert.That(Told(Instant(Given.Level(Level.Exceeded, 1)), [Given.Dust(Minute, 5, flag)]), Is.Empty);

    [Test]
    public void One_high_sample_and_then_silence_is_not_held()
    {
        var rule = Instant(Given.Level(Level.Exceeded, 1, forMs: 5 * Minute));
        Assert.That(Told(rule, [Given.Dust(Minute, 5), Given.Dust(30 * Minute, 5)]), Is.Empty);
    }

    [TestCase(239_999, 1)]
    [TestCase(240_001, 0)]
    public void A_run_breaks_at_an_uncovered_stretch_longer_than_the_hold(long gap, int raised)
    {
        // Invalid samples keep the hold from covering the gap; the sample after them covers from the last of them.
        var rule = Instant(Given.Level(Level.Exceeded, 1, forMs: 10 * Minute)) with { MinCoverage = 0 };
        var samples = Minutes(1, 8, 5).Append(Given.Dust((8 * Minute) + gap - Minute, 0, SampleFlag.Fault)).Append(Given.Dust((8 * Minute) + gap, 5));
        Assert.That(Told(rule, samples.Concat(Minutes(13, 13, 5))), Has.Count.EqualTo(raised));
    }

    [TestCase(59, 0)]
    [TestCase(60, 1)]
    public void The_mean_of_an_unfinished_shift_counts_from_the_stated_time_on(int minutes, int raised)
    {
        var rule = Given.Rule("r", Quantity.DustRespirable, Shift, Aggregate.Mean, Given.Level(Level.Exceeded, 1));
        Assert.That(Told(rule, Minutes(1, minutes, 2)), Has.Count.EqualTo(raised));
    }

    [Test]
    public void The_mean_of_an_unfinished_shift_counts_at_once_when_the_whole_shift_is_over_whatever_comes()
    {
        var rule = Given.Rule("r", Quantity.DustRespirable, Shift, Aggregate.Mean, Given.Level(Level.Exceeded, 1));
        Assert.That(Told(rule, Minutes(1, 3, 481)).First().At, Is.EqualTo(Given.ShiftStart.Plus(Minute)));
    }

    [TestCase(11, 0)]
    [TestCase(12, 1)]
    public void There_is_a_projection_only_where_enough_of_the_last_quarter_of_an_hour_is_covered(int covered, int raised)
    {
        var rule = Twa(Given.Level(Level.Projected, 1));
        var invalid = Enumerable.Range(1, 15 - covered).Select(m => Given.Dust(m * Minute, 0, SampleFlag.Fault));
        Assert.That(Told(rule, invalid.Concat(Minutes(16 - covered, 15, 5))), Has.Count.EqualTo(raised));
    }

    [Test]
    public void A_mean_of_levels_is_a_mean_of_energy()
    {
        var rule = Given.Rule("r", Quantity.NoiseLaeq, new RuleWindow(WindowKind.Sliding, 2 * Minute), Aggregate.Leq, Given.Level(Level.Exceeded, 85));
        var told = Told(rule, [Given.Noise(Minute, 60), Given.Noise(2 * Minute, 90)]);
        Assert.That(told.Single().Value, Is.EqualTo(10 * Math.Log10((1e6 + 1e9) / 2)).Within(1e-9));
    }

    [TestCase(600_000, 0)]
    [TestCase(600_001, 2)]
    public void Silence_is_a_fault_when_nothing_came_up_to_and_at_its_end(long later, int told) =>
        Assert.That(Told(Given.Offline(), [Given.Dust(0, 1), Given.Dust(later, 1)]), Has.Count.EqualTo(told));

    [Test]
    public void A_point_that_never_sent_counts_from_the_beginning_of_watching()
    {
        var registry = Given.Registry(Given.Point("a", 0), Given.Point("b", 1));
        var told = Given.Backtest(registry, Given.Rules(Given.Offline()), Enumerable.Range(0, 20).Select(m => Given.Dust(m * Minute, 1)));
        Assert.That(told.Select(t => (t.Point, t.At, t.Window.Start)), Is.EqualTo(new[] { ("b", Given.ShiftStart.Plus(10 * Minute), Given.ShiftStart) }));
    }

    [Test]
    public void A_tick_closes_the_shift_of_a_series_that_fell_silent_and_what_comes_for_it_later_is_late()
    {
        var detector = new Detector(Given.Registry(Given.Point()), Given.Rules(Twa(Given.Level(Level.Exceeded, 0.001m))), Given.ShiftStart);
        var output = new Findings();
        detector.OnSamples([Given.Dust(470 * Minute, 1)], Given.ShiftStart.Plus(470 * Minute), output);
        detector.OnTick(Given.ShiftStart.Plus((483 * Minute) - 1), output);
        Assert.That(output.Transitions, Has.Count.EqualTo(1));
        detector.OnTick(Given.ShiftStart.Plus(483 * Minute), output);
        Assert.That((output.Transitions[^1].Reason, output.Transitions[^1].At), Is.EqualTo((TransitionReason.WindowEnd, Given.ShiftStart.Plus(480 * Minute))));
        detector.OnSamples([Given.Dust(480 * Minute, 1)], Given.ShiftStart.Plus(484 * Minute), output);
        Assert.That(detector.Counts, Is.EqualTo(new DetectionCounts(Samples: 2, Late: 1, Duplicates: 0, Conflicts: 0)));
    }

    [Test]
    public void Repeats_and_late_samples_are_counted_and_not_judged()
    {
        var detector = new Detector(Given.Registry(Given.Point()), Given.Rules(Instant(Given.Level(Level.Exceeded, 1))), Given.ShiftStart);
        var output = new Findings();
        detector.OnSamples([Given.Dust(Minute, 0), Given.Dust(Minute, 0), Given.Dust(Minute, 9), Given.Dust(1, 9)], output);
        Assert.That(output.Transitions, Is.Empty);
        Assert.That(detector.Counts, Is.EqualTo(new DetectionCounts(Samples: 4, Late: 1, Duplicates: 1, Conflicts: 1)));
    }

    [Test]
    public void A_point_that_is_judged_in_another_way_starts_afresh_and_its_neighbours_go_on()
    {
        var rules = Given.Rules(Instant(Given.Level(Level.Exceeded, 1)));
        var detector = new Detector(Given.Registry(Given.Point("a", 0), Given.Point("b", 1)), rules, Given.ShiftStart);
        var output = new Findings();
        detector.OnSamples([Given.Dust(Minute, 5, point: 0), Given.Dust(Minute, 5, point: 1)], output);
        output.Clear();
        detector.Change(Given.Registry(Given.Point("a", 0), Given.Point("b", 1, interval: 1_000), Given.Point("c", 2)), rules, Given.ShiftStart.Plus(90_000), recent: null, output);
        Assert.That(output.Transitions.Select(t => (t.Point, t.To, t.Reason)), Is.EqualTo(new[] { ("b", Level.Normal, TransitionReason.RuleChanged) }));
        output.Clear();
        detector.OnSamples([Given.Dust(2 * Minute, 5, point: 0), Given.Dust(2 * Minute, 5, point: 1), Given.Dust(2 * Minute, 5, point: 2)], output);
        Assert.That(output.Transitions.Select(t => t.Point), Is.EqualTo(new[] { "b", "c" }));
    }

    [Test]
    public void A_day_on_which_the_clocks_go_back_has_twenty_five_hours()
    {
        var rule = Given.Rule("r", Quantity.DustRespirable, new RuleWindow(WindowKind.Day), Aggregate.Max, Given.Level(Level.Exceeded, 1));
        var start = Given.At("2025-10-25T22:00:00Z");
        var registry = Given.Registry(Given.Point(calendar: ShiftCalendar.DefaultIn("Europe/Berlin")));
        var told = Given.Backtest(registry, Given.Rules(rule), Enumerable.Range(1, (25 * 60) + 1).Select(m => Given.Dust(start.Plus(m * Minute) - Given.ShiftStart, 2)));
        Assert.That(told[1].Window, Is.EqualTo(new Interval(start, start.Plus(25 * 60 * Minute))));
    }

    [Test]
    public void A_break_is_neither_exposure_nor_gap()
    {
        var shift = new Shift("A", new TimeOnly(8, 0), new TimeOnly(16, 0), [new ShiftBreak(new TimeOnly(12, 0), new TimeOnly(12, 30))]);
        var registry = Given.Registry(Given.Point(quantities: [Quantity.DustRespirable], calendar: new ShiftCalendar("c", "Asia/Shanghai", 5, [shift])));
        var detector = new Detector(registry, Given.Rules(Twa(Given.Level(Level.Exceeded, 1))), Given.ShiftStart);
        detector.OnSamples([.. Enumerable.Range(1, 300).Select(m => Given.Dust(m * Minute, m is > 240 and <= 270 ? 90m : 1m))], new Findings());
        var exposure = detector.Exposures(0).Single();
        Assert.That((exposure.Value, exposure.Coverage), Is.EqualTo((270 / 480.0, 1.0)));
    }

    private static Rule Instant(params RuleLevel[] levels) => Given.Rule("r", Quantity.DustRespirable, Instantly, Aggregate.Last, levels);

    private static Rule Sliding(long length, params RuleLevel[] levels) =>
        Given.Rule("r", Quantity.DustRespirable, new RuleWindow(WindowKind.Sliding, length), Aggregate.Mean, levels);

    private static Rule Twa(params RuleLevel[] levels) => Given.Rule("r", Quantity.DustRespirable, Shift, Aggregate.Twa8h, levels);

    private static IEnumerable<Sample> Minutes(int first, int last, decimal value) =>
        Enumerable.Range(first, last - first + 1).Select(m => Given.Dust(m * Minute, value));

    private static List<Transition> Told(Rule rule, IEnumerable<Sample> samples) => Given.Backtest(Given.Registry(Given.Point()), Given.Rules(rule), samples);
}
