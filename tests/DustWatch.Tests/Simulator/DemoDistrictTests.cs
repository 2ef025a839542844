using DustWatch.Measurements;
using DustWatch.Simulator.Scenario;
using NUnit.Framework;

namespace DustWatch.Tests.Simulator;

[TestFixture]
internal sealed class DemoDistrictTests
{
    private static readonly Instant Noon = new(1_762_142_400_000);

    [Test]
    public void Its_registry_is_read_without_fault_or_warning()
    {
        var district = DemoDistrict.Create(1);
        Assert.Multiple(() =>
        {
            Assert.That(RegistryReader.TryRead(district.RegistryJson, out _, out var faults), Is.True);
            Assert.That(faults, Is.Empty);
        });
    }

    [Test]
    public void It_is_as_large_as_promised()
    {
        var registry = DemoDistrict.Create(1).Registry;
        var fed = registry.Points.Take(DemoDistrict.FedPoints).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(registry.Districts, Has.Count.EqualTo(3));
            Assert.That(registry.Enterprises.Select(e => e.Id), Is.EqualTo(Enumerable.Range(1, 24).Select(i => $"e{i:00}").Append("own")));
            Assert.That(registry.Enterprises.Select(e => e.Name), Is.Unique);
            Assert.That(registry.Enterprises.Select(e => e.Industry).OfType<string>().Distinct().Count(), Is.EqualTo(8));
            Assert.That(fed, Has.Length.EqualTo(200));
            Assert.That(fed.Select(p => p.Id), Is.All.Match("^e[0-9]{2}-p[0-9]{2}$"));
            Assert.That(fed.Select(p => p.IntervalMilliseconds), Is.All.EqualTo(10_000));
            Assert.That(fed.Count(p => p.Quantities.Contains(Quantity.NoiseLaeq)), Is.EqualTo(200));
            Assert.That(fed.Count(p => p.Quantities.Any(q => q is Quantity.DustTotal or Quantity.DustRespirable)), Is.GreaterThan(150));
            Assert.That(registry.Devices, Has.Count.EqualTo(200));
        });
    }

    [Test]
    public void One_point_is_left_for_whoever_tries_it()
    {
        var registry = DemoDistrict.Create(1).Registry;
        var own = registry.Points[^1];
        Assert.Multiple(() =>
        {
            Assert.That((own.Id, own.Enterprise, own.Agent, own.IntervalMilliseconds), Is.EqualTo(("own-1", "own", "silica-10-50", 1000L)));
            Assert.That(own.Quantities, Is.EqualTo(new[] { Quantity.DustRespirable, Quantity.NoiseLaeq }));
            Assert.That(registry.Devices.SelectMany(d => d.Points), Does.Not.Contain("own-1"));
        });
    }

    [Test]
    public void A_seed_gives_the_same_samples_in_any_order_and_another_gives_others()
    {
        var from = Noon.Plus(-600_000);
        var forwards = new GivenDemo(5, Noon).Readings(17, from, Noon).ToArray();
        var other = new GivenDemo(5, Noon);
        var backwards = Enumerable.Range(0, 60).Reverse().SelectMany(i => other.Readings(17, from.Plus(i * 10_000), from.Plus((i + 1) * 10_000)).Reverse()).Reverse().ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(backwards, Is.EqualTo(forwards));
            Assert.That(new GivenDemo(6, Noon).Readings(17, from, Noon), Is.Not.EqualTo(forwards));
            Assert.That(new GivenDemo(5, Noon).District.RegistryJson.ToArray(), Is.EqualTo(other.District.RegistryJson.ToArray()));
        });
    }

    [Test]
    public void Values_are_rounded_and_spaced_as_instruments_do()
    {
        var demo = new GivenDemo(1, Noon);
        var gaps = 0;
        for (var point = 0; point < 200; point += 7)
        {
            var samples = demo.Readings(point, Noon.Plus(-8 * 3_600_000), Noon).ToArray();
            Assert.Multiple(() =>
            {
                Assert.That(samples.Where(s => s.Quantity != Quantity.NoiseLaeq).Select(s => s.Value % 1000), Is.All.Zero);
                Assert.That(samples.Where(s => s.Quantity == Quantity.NoiseLaeq).Select(s => s.Value % 10), Is.All.Zero);
                Assert.That(samples.Where(s => s.Quantity == Quantity.NoiseLaeq).Select(s => s.Value), Is.All.InRange(5000, 13_000));
            });
            var times = samples.Select(s => s.Time).Distinct().ToArray();
            var spacings = times.Zip(times.Skip(1), (a, b) => b - a).ToArray();
            gaps += spacings.Count(s => s != 10_000);
            Assert.That(spacings.Max(), Is.LessThan(600_000), "no ordinary gap is long enough for an alert");
        }

        Assert.That(gaps, Is.InRange(1, 40));
    }

    [Test]
    public void Points_are_spread_evenly_over_the_interval()
    {
        var phases = DemoDistrict.Create(3).Sensors.Select(s => s.PhaseMilliseconds).Order().ToArray();
        Assert.That(phases.Zip(phases.Skip(1), (a, b) => b - a), Is.All.LessThan(101));
    }
}
