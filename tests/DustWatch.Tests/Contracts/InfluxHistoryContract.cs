using DustWatch.Backends.Influx;
using DustWatch.Ingest.History;
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
        new NearAndInflux(new InfluxOptions(_server.Address, InfluxApi.V1, _database) { IsCompressed = true }, _folder.Path, Given.Registry(Given.Point("p1"), Given.Point("p2", number: 1)));
}
