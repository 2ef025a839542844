using System.Buffers;
using DustWatch.Alerting;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

/// <summary>Samples that are held back so that a source may send them in another order.</summary>
[TestFixture]
internal sealed class HeldBackTests
{
    private const long Lateness = 60_000;

    private static readonly RuleSet Rules = Given.Rules(
        Given.Rule("now", Quantity.DustRespirable, new RuleWindow(WindowKind.Instant), Aggregate.Last, Given.Level(Level.Exceeded, 1, clearForMs: 0)),
        Given.Rule("m1", Quantity.DustRespirable, new RuleWindow(WindowKind.Sliding, 60_000), Aggregate.Mean, Given.Level(Level.Exceeded, 1, forMs: 20_000, clearForMs: 20_000)),
        Given.Rule("shift", Quantity.DustRespirable, new RuleWindow(WindowKind.Shift), Aggregate.Twa8h, Given.Level(Level.Notice, 0.01m), Given.Level(Level.Projected, 0.7m, forMs: 60_000)));

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void What_comes_within_the_lateness_is_judged_as_if_it_had_come_in_order(int seed)
    {
        var random = new Random(seed);
        var samples = Enumerable.Range(1, 2000).Select(i => Given.Dust(i * 1000, random.Next(5) == 0 ? 3 : 0.8m)).ToArray();
        var ordered = new Findings();
        var plain = Create(lateness: 0);
        var shuffled = new Findings();
        var holding = Create(Lateness);
        plain.OnSamples(samples, ordered);
        foreach (var (sample, arrival) in samples.Select(s => (s, Arrival: s.Time.Plus(random.Next((int)Lateness)))).OrderBy(s => s.Arrival))
        {
            holding.OnTick(arrival, shuffled);
            holding.OnSample(sample, arrival, shuffled);
        }

        var end = samples[^1].Time.Plus(24 * 3_600_000);
        plain.OnTick(end, ordered);
        holding.OnTick(end, shuffled);
        Assert.That((holding.Counts.Late, holding.Counts.Samples, shuffled.Late.Count), Is.EqualTo((0, samples.Length, 0)));
        Assert.That(ordered.Transitions, Has.Count.GreaterThan(20));
        Assert.That(Sorted(shuffled), Is.EqualTo(Sorted(ordered)));
    }

    [Test]
    public void A_sample_goes_when_the_largest_time_is_so_far_beyond_it_and_not_before()
    {
        var (detector, found) = (Create(Lateness), new Findings());
        Feed(detector, found, (0, 2m), (59_999, 2m));
        Assert.That(found.IsEmpty);
        Feed(detector, found, (60_000, 0m));
        Assert.That(found.Transitions.Where(t => t.Rule == "now").Select(t => t.At - Given.ShiftStart), Is.EqualTo(new[] { 0L }));
    }

    [Test]
    public void A_tick_lets_go_what_has_waited_so_long_and_what_comes_before_it()
    {
        var (detector, found) = (Create(Lateness), new Findings());
        detector.OnSample(Given.Dust(10_000, 2), Given.ShiftStart.Plus(10_000), found);
        detector.OnSample(Given.Dust(5_000, 3), Given.ShiftStart.Plus(12_000), found);
        detector.OnTick(Given.ShiftStart.Plus(69_999), found);
        Assert.That(found.IsEmpty);
        detector.OnTick(Given.ShiftStart.Plus(70_000), found);
        Assert.That(found.Transitions.Where(t => t.Rule == "now").Select(t => (t.At - Given.ShiftStart, t.Value)), Is.EqualTo(new[] { (5_000L, (double?)3) }));
        Assert.That(detector.Counts.Late, Is.Zero);
    }

    [Test]
    public void Later_than_that_is_late_and_of_equal_time_the_first_that_arrived_counts()
    {
        var (detector, found) = (Create(Lateness), new Findings());
        Feed(detector, found, (0, 0.5m), (70_000, 0.5m), (70_000, 2m), (70_000, 0.5m), (1_000, 5m), (200_000, 0m));
        Assert.That(detector.Counts, Is.EqualTo(new DetectionCounts(Samples: 6, Late: 0, Duplicates: 1, Conflicts: 1)), "the one of 1 s comes in its order, between the first and those of 70 s");
        Feed(detector, found, (900, 5m));
        Assert.That(detector.Counts.Late, Is.EqualTo(1));
        Assert.That(found.Repeats.Select(r => (r.Sample.Value, r.IsConflict)), Is.EqualTo(new[] { (2_000_000L, true), (500_000L, false) }));
    }

    [Test]
    public void What_is_held_back_is_in_the_checkpoint()
    {
        var (detector, before) = (Create(Lateness), new Findings());
        Feed(detector, before, (10_000, 2m), (5_000, 3m), (20_000, 0m));
        var state = new ArrayBufferWriter<byte>();
        detector.Save(state);
        var (restored, found) = (Create(Lateness), new Findings());
        Assert.That(restored.TryLoad(new(state.WrittenMemory), out var fault), fault);
        restored.OnTick(Given.ShiftStart.Plus(360_000), found);
        detector.OnTick(Given.ShiftStart.Plus(360_000), before);
        Assert.That(found.Transitions, Is.EqualTo(before.Transitions).And.Not.Empty);
        Assert.That(Create(lateness: 0).TryLoad(new(state.WrittenMemory), out fault), Is.False);
        Assert.That(fault, Does.Contain("other points, rules"));
    }

    [Test]
    public void What_is_held_back_when_the_lateness_goes_is_judged_at_once()
    {
        var (detector, found) = (Create(Lateness), new Findings());
        Feed(detector, found, (10_000, 2m), (5_000, 3m));
        detector.Change(RegistryWith(lateness: 0), Rules, Given.ShiftStart.Plus(11_000), recent: null, found);
        Assert.That(found.Transitions.Where(t => t.Rule == "now").Select(t => t.At - Given.ShiftStart), Is.EqualTo(new[] { 5_000L }));
    }

    [Test]
    public void In_a_backtest_nothing_is_held_back()
    {
        var found = new Findings();
        Create(Lateness).OnSamples([Given.Dust(1000, 2)], found);
        Assert.That(found.Transitions, Is.Not.Empty);
    }

    private static Detector Create(long lateness) => new(RegistryWith(lateness), Rules, Given.ShiftStart);

    private static Registry RegistryWith(long lateness) => new(
        [], [], [Given.Point(interval: 1_000)], [new Device("d", ["p1"], "mqtt", DeviceProfile.Default with { LatenessMilliseconds = lateness })]);

    private static void Feed(Detector detector, Findings found, params IEnumerable<(long Ms, decimal Value)> samples)
    {
        foreach (var (ms, value) in samples)
        {
            detector.OnSample(Given.Dust(ms, value), Given.ShiftStart.Plus(300_000), found);
        }
    }

    private static IEnumerable<Transition> Sorted(Findings found) => found.Transitions.Order(TransitionOrder.Instance);
}
