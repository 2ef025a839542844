using DustWatch.Backends.Influx;
using DustWatch.Ingest.History;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using DustWatch.Tests.Backends;
using DustWatch.Tests.Backends.Influx;
using NUnit.Framework;

namespace DustWatch.Tests.Contracts;

/// <summary>Against InfluxDB 1.6, a database for each test.</summary>
[TestFixture]
internal sealed class InfluxHistoryContract : HistoryContract
{
    private ServerProcess _server;
    private TemporaryFolder _folder;
    private string _database;

    [OneTimeSetUp]
    public async Task StartServer() => _server = await ServerProcess.StartInfluxAsync();

    [OneTimeTearDown]
    public async Task StopServer() => await _server.DisposeAsync();

    [SetUp]
    public async Task CreateDatabase()
    {
        _folder = new TemporaryFolder();
        _database = $"test_{TestContext.CurrentContext.Test.ID.Replace('-', '_')}";
        await _server.QueryAsync($"CREATE DATABASE {_database}");
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    protected override IHistory Open() =>
        new NearAndInflux(new InfluxOptions(_server.Address, InfluxApi.V1, _database) { IsCompressed = true }, _folder.Path, Given.Registry(Given.Point("p1", interval: 1_000), Given.Point("p2", number: 1, interval: 1_000)));

    [Test]
    public async Task Gives_steps_of_whole_minutes_from_its_summaries([Values(Quantity.DustTotal, Quantity.NoiseLaeq)] Quantity quantity, [Values(60_000, 420_000, 900_000, 3_600_000)] long step)
    {
        await using var history = Open();
        var random = new Random(20_260_402);
        var start = new Instant(1_700_000_040_000);
        Sample[] samples = [.. Enumerable.Range(0, 6_000).Where(_ => random.Next(20) > 0).Select(i => new Sample(
            start.Plus(i * 1_000L), random.Next(0, 12_000), 0, quantity, random.Next(50) == 0 ? SampleFlag.Fault : SampleFlag.Valid))];
        await history.WriteAsync([new SampleBatch(1, start.Plus(86_400_000), samples)], CancellationToken.None);
        var stepping = new HistoryStepping(new Interval(start.Plus(-3_600_000), start.Plus(10_800_000)), step, HoldMilliseconds: 3_000, IntervalMilliseconds: 1_000);
        var other = stepping with { HoldMilliseconds = 30_000, IntervalMilliseconds = 10_000 };

        Assert.That(history.ReadSteps(0, quantity, other), Is.EqualTo(HistorySteps.Compute(samples, quantity, other)), "of another interval there are no summaries");
        await _server.QueryAsync($"DROP MEASUREMENT \"sample\"", _database);

        Assert.That(history.ReadSteps(0, quantity, stepping), Is.EqualTo(HistorySteps.Compute(samples, quantity, stepping)));
        Assert.That(history.ReadSteps(0, quantity, other).Sum(s => s.Coverage), Is.Zero, "the samples are there still");
    }
}
