using DustWatch.Measurements;
using DustWatch.Simulator.Incidents;
using NUnit.Framework;

namespace DustWatch.Tests.Simulator;

[TestFixture]
internal sealed class IncidentPlanTests
{
    private const double RespirableLimit = 0.7; // silica-10-50
    private static readonly Instant Midnight = new(1_762_099_200_000); // 2025-11-03 00:00 in Shanghai

    /// <summary>Ends and starts of all shifts, a little before and after, and instants in between.</summary>
    private static IEnumerable<TestCaseData> Starts()
    {
        var random = new Random(1);
        var borders = Enumerable.Range(0, 24).SelectMany(h => new[] { -30_000L, -5_000, -1, 0, 1, 1000 }.Select(d => (h * 3_600_000L) + d));
        var others = Enumerable.Range(0, 40).Select(_ => random.NextInt64(86_400_000));
        return borders.Concat(others).Select((ms, i) => new TestCaseData(Midnight.Plus(ms), i % 5) { TestName = $"{{m}}({TimeSpan.FromMilliseconds(ms):g}, {i % 5})" });
    }

    [TestCaseSource(nameof(Starts))]
    public void Chipping_passes_the_noise_limit_within_a_minute_and_not_before(Instant start, int seed)
    {
        var demo = new GivenDemo(seed, start);
        var point = demo.Incident(IncidentKind.Chipping).Point;
        var until = start.Plus(60_000);

        // The shift may change within the minute: the alert may come in either.
        var before = demo.Exposure(point, Quantity.NoiseLaeq, start, until);
        var after = demo.Exposure(point, Quantity.NoiseLaeq, until, until);
        Assert.Multiple(() =>
        {
            Assert.That(before.Where(e => e.At <= start).Select(e => e.Value), Is.All.LessThan(79.5));
            Assert.That(before.Concat(after).Where(e => e.At > start).Max(e => e.Value), Is.GreaterThan(85.5));
            Assert.That(demo.District.Registry.Points[point].Quantities, Does.Contain(Quantity.NoiseLaeq));
        });
    }

    [TestCaseSource(nameof(Starts))]
    public void The_failed_collector_is_projected_to_pass_the_limit_live(Instant start, int seed)
    {
        var demo = new GivenDemo(seed, start);
        var incident = demo.Incident(IncidentKind.CollectorFails);
        var exposures = demo.Exposure(incident.Point, Quantity.DustRespirable, start, start.Plus(120_000));
        var raised = ShiftExposure.FindProjected(exposures, RespirableLimit);
        Assert.Multiple(() =>
        {
            Assert.That(raised, Is.Not.Null);
            Assert.That(raised - start, Is.InRange(20_000L, 40_000L));
            Assert.That(exposures.Where(e => e.At <= raised).Max(e => e.Value), Is.LessThan(RespirableLimit / 2), "no notice before");
            Assert.That(demo.District.Registry.Points[incident.Point].Agent, Is.EqualTo("silica-10-50"));
        });
    }

    [TestCase(0)]
    [TestCase(7 * 3_600_000 + 900_000)]
    [TestCase(11 * 3_600_000)]
    [TestCase(13 * 3_600_000 + 3_540_000)]
    [TestCase(15 * 3_600_000 + 3_599_000)]
    [TestCase(20 * 3_600_000 + 1)]
    public void Some_points_have_an_alert_and_most_have_none(int milliseconds)
    {
        var demo = new GivenDemo(1, Midnight.Plus(milliseconds));
        var alerts = Enumerable.Range(0, 200).Count(p => HasAlert(demo, p));
        TestContext.Out.WriteLine($"{alerts} of 200");
        Assert.That(alerts, Is.InRange(8, 30));
    }

    [Test]
    public void The_other_incidents_are_told_in_the_samples()
    {
        var demo = new GivenDemo(1, Midnight.Plus(10 * 3_600_000));
        var (start, end) = (demo.Start, demo.Start.Plus(30 * 60_000));
        var silent = demo.Incident(IncidentKind.DeviceSilent);
        var stuck = demo.Incident(IncidentKind.SensorSticks);
        var saw = demo.Samples(demo.Incident(IncidentKind.SawRuns).Point, Quantity.NoiseLaeq, start, end);
        var clogging = demo.Incident(IncidentKind.FilterClogs).Point;
        Assert.Multiple(() =>
        {
            Assert.That(demo.Readings(silent.Point, silent.Start, end), Is.Empty);
            Assert.That(demo.Readings(silent.Point, start, silent.Start), Is.Not.Empty);
            Assert.That(demo.Readings(silent.Point, silent.End, silent.End.Plus(60_000)), Is.Not.Empty);
            Assert.That(demo.Readings(stuck.Point, stuck.Start.Plus(10_000), end).Where(s => s.Quantity == Quantity.DustTotal).Select(s => s.Value).Distinct().Count(), Is.EqualTo(1));
            Assert.That(saw.Count(s => s.Value > 9700), Is.InRange(saw.Count / 5, saw.Count / 2));
            Assert.That(Mean(demo, clogging, demo.Start.Plus(5 * 3_600_000)), Is.GreaterThan(1.8 * Mean(demo, clogging, demo.Start)));
        });
    }

    [Test]
    public void The_incidents_can_be_printed()
    {
        var demo = new GivenDemo(1, Midnight);
        var lines = demo.Incidents.Select(i => i.Describe(demo.District, demo.Start)).ToArray();
        TestContext.Out.WriteLine(string.Join('\n', lines));
        Assert.Multiple(() =>
        {
            Assert.That(lines, Has.Length.EqualTo(6));
            Assert.That(lines, Has.One.StartsWith("+00:00:02  e04-p01  清理车间 风铲清铲: "));
        });
    }

    private static double Mean(GivenDemo demo, int point, Instant from) =>
        demo.Samples(point, Quantity.DustRespirable, from, from.Plus(1_800_000)).Average(s => (double)s.Value);

    private static bool HasAlert(GivenDemo demo, int point)
    {
        var registered = demo.District.Registry.Points[point];
        var (total, respirable) = DustWatch.Simulator.Scenario.UsualDust.Of(registered.Agent is null or "noise" ? "other" : registered.Agent);
        return registered.Quantities.Any(quantity =>
        {
            var (notice, limit) = quantity switch
            {
                Quantity.DustTotal => (total / 2, total),
                Quantity.DustRespirable => (respirable / 2, respirable),
                _ => (80, 85),
            };
            var exposures = demo.Exposure(point, quantity, demo.Start, demo.Start);
            return exposures.Exists(e => e.Value > notice) || ShiftExposure.FindProjected(exposures, limit) is not null;
        });
    }
}
