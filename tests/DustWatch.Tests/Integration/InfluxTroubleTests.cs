using System.Globalization;
using System.Text.Json.Nodes;
using DustWatch.Tests.Backends;
using DustWatch.Tests.Backends.Influx;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>
/// An InfluxDB that is down, frozen, restarted in the middle, or a server that gives every answer there is: what is stored and judged at the end is what a run without any of it
/// stores and judges. infra/drills/influx.sh runs it with an hour of samples in each part.
/// </summary>
[TestFixture]
internal sealed class InfluxTroubleTests
{
    private const int MinutesOfTestRun = 2;
    private const string OnArrival = "rule !~ /^(clock|offline)$/"; // which depends on when samples come

    private static readonly string[] Measurements = ["sample", "sample_1m", "sample_15m", "transition", "verdict"];

    private readonly int _minutes = int.TryParse(Environment.GetEnvironmentVariable("DUSTWATCH_INFLUX_MINUTES"), CultureInfo.InvariantCulture, out var minutes) ? minutes : MinutesOfTestRun;
    private readonly long _start = Wall.DaysAgo(2);
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task A_server_that_was_killed_frozen_and_restarted_holds_what_an_undisturbed_one_holds()
    {
        await using var influx = await ServerProcess.StartInfluxAsync();
        await influx.QueryAsync("CREATE DATABASE troubled");
        await influx.QueryAsync("CREATE DATABASE calm");
        await using var troubled = await StartAsync(influx, "troubled");
        var load = new InfluxLoad(_start, _minutes);

        await load.PublishAsync(troubled, "up");
        await influx.KillAsync();
        await load.PublishAsync(troubled, "down");
        await Eventually.IsTrueAsync(async () => (await troubled.Api.ReadyAsync()).Contains("influx does not take the history", StringComparison.Ordinal), "/readyz to say so");
        Assert.That(await troubled.Api.MetricAsync("dustwatch_influx_up"), Is.Zero);
        var drained = load.PublishAsync(troubled, "draining");
        await influx.StartAsync();
        await drained;
        await influx.FreezeAsync();
        await load.PublishAsync(troubled, "frozen");
        await influx.ThawAsync();
        await influx.KillAsync(); // with what it has just been sent half done
        await influx.StartAsync();
        await load.PublishAsync(troubled, "up again");
        await troubled.Api.WaitUntilReadAsync();

        await using var calm = await StartAsync(influx, "calm");
        await new InfluxLoad(_start, _minutes).PublishAsync(calm, "undisturbed", parts: load.Parts);
        await calm.Api.WaitUntilReadAsync();

        foreach (var measurement in Measurements)
        {
            await Eventually.GetAsync(
                async () => (Troubled: await RowsAsync(influx, "troubled", measurement), Calm: await RowsAsync(influx, "calm", measurement)),
                rows => (rows.Calm.Count > 0 || measurement == "verdict") && rows.Troubled.SequenceEqual(rows.Calm),
                $"the same rows of {measurement}");
        }

        Assert.That(await RowsAsync(influx, "troubled", "sample"), Has.Count.EqualTo(load.Sent));
        await AssertOutcomeAsync(troubled, calm);
    }

    [Test]
    public async Task A_server_that_gives_every_answer_there_is_holds_what_one_that_takes_all_holds()
    {
        await using var troubling = await ScriptedInflux.StartAsync();
        await using var taking = await ScriptedInflux.StartAsync();
        var script = new InfluxTroubles();
        troubling.Answer = script.AnswerAsync;
        taking.Answer = InfluxTroubles.RefuseTheBadLineAsync;
        await using var troubled = await StartAsync(troubling);
        await using var calm = await StartAsync(taking);
        var (load, same) = (new InfluxLoad(_start, _minutes), new InfluxLoad(_start, _minutes));
        do
        {
            await Task.WhenAll(load.PublishAsync(troubled, "troubled"), same.PublishAsync(calm, "undisturbed"));
        }
        while (!script.IsOver);

        await Task.WhenAll(troubled.Api.WaitUntilReadAsync(), calm.Api.WaitUntilReadAsync());
        await Eventually.GetAsync(
            () => Task.FromResult(InfluxTroubles.DifferenceOf(troubling, taking)), difference => difference.Length == 0, "the same lines in both servers");
        Assert.That(InfluxTroubles.ContentsOf(troubling).Count(line => line.StartsWith("sample,", StringComparison.Ordinal)), Is.EqualTo(load.Sent - 1));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(troubled.Data, "influx.refused")), Does.Contain(InfluxTroubles.BadLineMark));
        var metrics = await troubled.Api.TextAsync("metrics");
        Assert.That(InfluxTroubles.Causes.Where(cause => !metrics.Contains($"dustwatch_influx_retries_total{{cause=\"{cause}\"}}", StringComparison.Ordinal)), Is.Empty);
        Assert.That(await troubled.Api.MetricAsync("dustwatch_influx_refused_lines_total"), Is.EqualTo(1));
        Assert.That(await troubled.Api.ReadyAsync(), Is.EqualTo("ready\n"));
        await AssertOutcomeAsync(troubled, calm);
    }

    private static async Task AssertOutcomeAsync(TestInstallation troubled, TestInstallation calm)
    {
        var outcome = await troubled.OutcomeAsync();
        Assert.That(outcome, Is.Not.Empty.And.EqualTo(await calm.OutcomeAsync()));
        Assert.That((await troubled.DoAsync("ledger", "verify")).Single(), Does.EndWith("the chain holds"));
        Assert.That(troubled.Server.Errors, Does.Not.Contain("does not hold"));
    }

    private static Task<TestInstallation> StartAsync(ServerProcess influx, string database) => TestInstallation.StartAsync(
        InfluxLoad.Registry, "--Mqtt:AllowAnonymous=true", "--History:Kind=influx", "--History:Api=v1", $"--History:Url={influx.Address}", $"--History:Database={database}");

    private async Task<TestInstallation> StartAsync(ScriptedInflux server)
    {
        await File.WriteAllTextAsync(_folder.File("token"), "t0ken");
        return await TestInstallation.StartAsync(
            InfluxLoad.Registry, "--Mqtt:AllowAnonymous=true", "--History:Kind=influx", "--History:Api=v2", $"--History:Url={server.Options.Url}", "--History:Org=any", "--History:Bucket=dust", $"--History:TokenFile={_folder.File("token")}");
    }

    // A row as text, in order; without what depends on when samples came.
    private static async Task<IReadOnlyList<string>> RowsAsync(ServerProcess influx, string database, string measurement)
    {
        var where = measurement == "transition" ? $" WHERE {OnArrival}" : "";
        var answer = JsonNode.Parse(await influx.QueryAsync($"SELECT * FROM {measurement}{where}", database));
        return [.. (answer?["results"]?[0]?["series"]?[0]?["values"]?.AsArray() ?? []).Select(row => row?.ToJsonString() ?? "").Order(StringComparer.Ordinal)];
    }
}
