using System.Globalization;
using System.Text;
using DustWatch.Backends.Influx;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using DustWatch.Mqtt;
using DustWatch.Tests.Backends;
using DustWatch.Tests.Backends.Influx;
using Microsoft.Data.Sqlite;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary><c>backtest --from --to</c>: what a data folder holds, judged again, beside the running server and without one.</summary>
[TestFixture]
internal sealed class BacktestOfDataFolderTests
{
    private const string Registry = """
        {"enterprises":[{"id":"e1","name":"one"}],
         "points":[{"id":"p1","enterprise":"e1","agent":"noise","quantities":["noise_laeq"],"interval":"PT1M"},
                   {"id":"p2","enterprise":"e1","agent":"noise","quantities":["noise_laeq"],"interval":"PT1M"}]}
        """;

    // p2 alone, and so with another number than in the data folder.
    private const string SecondPoint = """
        {"enterprises":[{"id":"e1","name":"one"}],"points":[{"id":"p2","enterprise":"e1","agent":"noise","quantities":["noise_laeq"],"interval":"PT1M"}]}
        """;

    private const string Rules = """{"rules":[{"id":"loud","quantity":"noise_laeq","window":{"kind":"instant"},"levels":[{"level":"exceeded","above":95}]}]}""";

    private readonly long _start = Wall.MinutesAgo(50);
    private TestInstallation? _made;
    private string[] _span = [];
    private string[] _outcome = [];
    private CommandResult _beside = new(-1, "", "");

    private TestInstallation Site => _made ?? throw new InvalidOperationException("It is made before the tests.");

    [OneTimeSetUp]
    public async Task PublishAsync()
    {
        _made = await TestInstallation.StartAsync(Registry, "--Mqtt:AllowAnonymous=true");
        await using (var client = await Site.ConnectAsync())
        {
            foreach (var (point, minute, level) in Samples())
            {
                var payload = string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{_start + (minute * 60_000)}},"noise_laeq":{{level}}}""");
                var answer = await client.PublishAsync($"dustwatch/v1/e1/{point}/data", System.Text.Encoding.UTF8.GetBytes(payload), MqttQos.AtLeastOnce);
                Assert.That(answer, Is.EqualTo(MqttReasonCode.Success));
            }
        }

        await Site.Api.WaitUntilReadAsync();
        _outcome = await Site.DoAsync("ledger", "outcome");
        Assert.That(_outcome, Is.Not.Empty);
        _span = ["--from", Wall.Rfc3339(_start - 60_000), "--to", Wall.Rfc3339(Wall.Now + 86_400_000)];
        _beside = await Site.RunAsync(["backtest", .. _span]);
        await Site.Server.StopAsync();
    }

    [OneTimeTearDown]
    public async Task DeleteAsync()
    {
        if (_made is not null)
        {
            await _made.DisposeAsync();
        }
    }

    [Test]
    public void Judges_the_log_beside_a_running_server_as_it_was_judged_live()
    {
        Assert.That(_beside.ExitCode, Is.Zero, _beside.Error);
        Assert.That(_beside.OutputLines.Select(WithoutRevision), Is.EqualTo(_outcome));
        Assert.That(_beside.ErrorLines[0], Does.StartWith("dustwatch: judging the log from "));
        Assert.That(_beside.ErrorLines[^1], Does.StartWith($"{Samples().Count()} samples, "));
    }

    [Test]
    public async Task Judges_the_log_by_other_rules()
    {
        var lines = await Site.DoAsync(["backtest", .. _span, "--rules", Site.Write("rules.json", Rules)]);
        Assert.That(lines, Has.Length.EqualTo(3).And.All.Contains("\"rule\":\"loud\""));
        Assert.That(lines.Select(line => line[..12]), Is.EqualTo(new[] { """{"point":"p1""", """{"point":"p2""", """{"point":"p1""" }), "by time");
    }

    [Test]
    public async Task Judges_the_points_of_another_registry_found_by_their_ids()
    {
        var lines = await Site.DoAsync(["backtest", .. _span, "--registry", Site.Write("second.json", SecondPoint)]);
        Assert.That(lines.Select(WithoutRevision), Is.Not.Empty.And.EqualTo(_outcome.Where(line => line.Contains("\"point\":\"p2\"", StringComparison.Ordinal))));
    }

    [Test]
    public async Task Leaves_out_what_came_after_the_end()
    {
        var result = await Site.RunAsync("backtest", "--from", Wall.Rfc3339(_start - 60_000), "--to", Wall.Rfc3339(_start));
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((0, "")), result.Error);
        Assert.That(result.ErrorLines[^1], Does.StartWith("0 samples, "));
    }

    [Test]
    public async Task Judges_the_history_where_the_log_does_not_go_back_so_far()
    {
        await using var copy = CopyOfData();
        Execute(copy, "DELETE FROM record WHERE position = 1; UPDATE cut SET position = 1");
        copy.Write("samples.csv", CsvOf(Samples()));
        var result = await copy.RunAsync(["backtest", .. _span]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.OutputLines, Is.Not.Empty.And.EqualTo(await copy.DoAsync("backtest", "samples.csv")));
        Assert.That(result.ErrorLines[0], Does.StartWith("dustwatch: judging the history from "));
    }

    [Test]
    public async Task Judges_the_historys_points_of_another_registry_found_by_their_ids()
    {
        await using var copy = CopyOfData();
        Execute(copy, "DELETE FROM record WHERE position = 1; UPDATE cut SET position = 1");
        copy.Write("samples.csv", CsvOf(Samples().Where(sample => sample.Point == "p2")));
        string[] registry = ["--registry", copy.Write("second.json", SecondPoint)];
        var lines = await copy.DoAsync(["backtest", .. _span, .. registry]);
        Assert.That(lines, Is.Not.Empty.And.EqualTo(await copy.DoAsync(["backtest", "samples.csv", .. registry])));
    }

    [Test]
    public async Task Judges_what_the_archive_holds_before_what_the_data_folder_does()
    {
        await using var server = await ServerProcess.StartInfluxAsync();
        await server.QueryAsync("CREATE DATABASE dust");
        await using var copy = CopyOfData();
        Execute(copy, "DELETE FROM record WHERE position = 1; UPDATE cut SET position = 1");
        var old = Samples().Select(sample => sample with { Minute = sample.Minute - (20 * 1440) }).ToList();
        using (var folder = new TemporaryFolder())
        {
            RegistryReader.TryRead(Encoding.UTF8.GetBytes(Registry), out var registry, out _);
            await using var archive = new NearAndInflux(new InfluxOptions(server.Address, InfluxApi.V1, "dust"), folder.Path, registry);
            var samples = old.Select(s => new Sample(
                new Instant(_start + (s.Minute * 60_000)), FixedPoint.From((decimal)s.Level, Decibel.Decimals), s.Point == "p1" ? 0 : 1, Quantity.NoiseLaeq, SampleFlag.Valid));
            await archive.WriteAsync([new SampleBatch(1, new Instant(_start), samples.ToArray())], CancellationToken.None);
        }

        copy.Write("samples.csv", CsvOf([.. old, .. Samples()]));
        string[] span = ["--from", Wall.Rfc3339(_start - (21 * 86_400_000L)), "--to", Wall.Rfc3339(Wall.Now + 86_400_000)];
        var lines = await copy.DoAsync(["backtest", .. span, "--History:Kind=influx", "--History:Api=v1", "--History:Database=dust", $"--History:Url={server.Address}"]);
        Assert.That(lines, Is.Not.Empty.And.EqualTo(await copy.DoAsync("backtest", "samples.csv")));
        var without = await copy.RunAsync(["backtest", .. span]);
        Assert.That(without.ErrorLines[^1], Does.StartWith($"{Samples().Count()} samples, "), "the data folder holds the old ones too");
    }

    [Test]
    public async Task Says_where_it_found_nothing()
    {
        await using var copy = CopyOfData();
        File.Delete(Path.Combine(copy.Data, "log.db"));
        File.Delete(Path.Combine(copy.Data, "history.db"));
        var result = await copy.RunAsync(["backtest", .. _span]);
        Assert.That((result.ExitCode, result.ErrorLines.Length), Is.EqualTo((1, 1)), result.Error);
        Assert.That(result.Error, Does.Contain(copy.Data));
    }

    // The first point grows loud and quiet again, the second loud.
    private static IEnumerable<(string Point, long Minute, double Level)> Samples() =>
        from minute in Enumerable.Range(0, 45)
        from sample in new[] { ("p1", minute, minute is > 10 and < 20 ? 130.5 : 60), ("p2", (long)minute, minute > 15 ? 120 : 50.25) }
        select (sample.Item1, (long)minute, sample.Item3);

    private static string WithoutRevision(string line) => line.Replace("\"revision\":0,", "", StringComparison.Ordinal);

    private string CsvOf(IEnumerable<(string Point, long Minute, double Level)> samples) =>
        samples.Aggregate("point,quantity,ts,value\n", (csv, s) => csv + string.Create(CultureInfo.InvariantCulture, $"{s.Point},noise_laeq,{_start + (s.Minute * 60_000)},{s.Level}\n"));

    private TestInstallation CopyOfData()
    {
        var copy = TestInstallation.Create();
        Directory.CreateDirectory(copy.Data);
        foreach (var file in Directory.EnumerateFiles(Site.Data, "*.db*"))
        {
            File.Copy(file, Path.Combine(copy.Data, Path.GetFileName(file)));
        }

        return copy;
    }

    private static void Execute(TestInstallation copy, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(copy.Data, "log.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.That(command.ExecuteNonQuery(), Is.Positive);
    }
}
