using System.Text;
using System.Text.Json;
using DustWatch.Dashboard;
using DustWatch.Dashboard.Configuration;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Measurements;
using DustWatch.Mqtt;
using DustWatch.Tests.Backends;
using DustWatch.Tests.Integration;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace DustWatch.Tests.Simulation;

/// <summary>
/// The whole server in this process, with a clock that runs as fast as it can: weeks of samples over MQTT. What it has judged is what a backtest of all samples says; what it keeps is
/// what its retention says, and no more from week to week. infra/drills/month.sh runs thirty days of a thousand points.
/// </summary>
[TestFixture]
internal sealed class MonthTests
{
    private const int RetentionDays = 9;
    private const int SettledDays = RetentionDays + 2; // from here on as much goes as comes
    private const double GrowthMaximum = 1.25;
    private const long HeapSlackBytes = 16L << 20;
    private const long DayMilliseconds = 86_400_000;
    private const long TickMilliseconds = MonthDevices.StepMilliseconds;
    private const long TickMillisecondsOfMany = 30_000; // each write forgets a few chunks of the history: many points need many
    private const int Many = 100;
    private const int StepsBetweenLooks = 12;

    private static readonly TimeSpan TickPatience = TimeSpan.FromSeconds(1);

    private readonly MonthSize _size = MonthSize.Take();
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task Weeks_neither_drift_nor_leak_nor_pile_up()
    {
        var start = Wall.DaysAgo(_size.Days + 1);
        var clock = new ManualTime(new Instant(start));
        var settings = SettingsReader.Read(["--Http:Listen=127.0.0.1:0", "--Mqtt:Listen=127.0.0.1:0", "--Mqtt:AllowAnonymous=true", $"--History:Raw=P{RetentionDays}D", $"--History:Minute=P{RetentionDays}D", $"--Data={_folder.File("data")}"], isDemo: false);
        Directory.CreateDirectory(settings.Data);
        var csv = _folder.File("samples.csv");
        string registry;
        var days = new List<MonthDay>();
        await using (var installation = await Installation.OpenAsync(new DataFolder(settings.Data), settings, clock))
        {
            await using var lines = new StreamWriter(csv);
            await lines.WriteAsync("point,quantity,ts,value\n");
            var devices = new MonthDevices(_size, lines);
            registry = devices.ToRegistry();
            Assert.That((await installation.ImportAsync(Encoding.UTF8.GetBytes(registry), null)).Where(fault => !fault.IsWarning), Is.Empty);
            await using var server = await Server.StartAsync(settings, installation, clock, CancellationToken.None);
            await RunAsync(server, installation, clock, devices, start, days);
            Assert.That(server.Services.GetRequiredService<Pipeline>().HasFailed, Is.False);
            AssertRetention(installation, clock);
        }

        AssertFlat(days);
        await AssertOutcomeAsync(csv, registry);
    }

    private async Task RunAsync(Server server, Installation installation, ManualTime clock, MonthDevices devices, long start, List<MonthDay> days)
    {
        var pipeline = server.Services.GetRequiredService<Pipeline>();
        await using var client = await MqttClient.ConnectAsync(
            new MqttClientOptions { Host = "127.0.0.1", Port = server.MqttAddress!.Port, KeepAlive = TimeSpan.Zero, ConnectTimeout = Eventually.Patience }, TimeProvider.System); // it has a listener
        var tick = _size.Points > Many ? TickMillisecondsOfMany : TickMilliseconds;
        var steps = _size.Days * (DayMilliseconds / MonthDevices.StepMilliseconds);
        for (var step = 1; step <= steps; step++)
        {
            var end = start + (step * MonthDevices.StepMilliseconds);
            while (clock.Now.Milliseconds < end)
            {
                await TickAsync(installation, clock, TimeSpan.FromMilliseconds(Math.Min(tick, end - clock.Now.Milliseconds)));
            }

            await devices.SendAsync(client, end);
            if (step % StepsBetweenLooks == 0)
            {
                await CatchUpAsync(pipeline, installation, clock);
            }

            if (end % DayMilliseconds == start % DayMilliseconds)
            {
                days.Add(MonthDay.Look(_folder.File("data"), devices.Samples));
                await TestContext.Out.WriteLineAsync($"day {days.Count}: {days[^1]}");
            }
        }

        await CatchUpAsync(pipeline, installation, clock);
    }

    // One at a time, so that they are in the log as in real time, if less often.
    private static async Task TickAsync(Installation installation, ManualTime clock, TimeSpan after)
    {
        var before = installation.Log.End;
        clock.Advance(after);
        var asked = TimeProvider.System.GetTimestamp();
        while (installation.Log.End == before)
        {
            await Task.Delay(1);
            if (TimeProvider.System.GetElapsedTime(asked) > TickPatience)
            {
                clock.Advance(Limits.TickPeriod); // its timer was made, or looked at, after the clock had been moved
                asked = TimeProvider.System.GetTimestamp();
            }
        }
    }

    private static async Task CatchUpAsync(Pipeline pipeline, Installation installation, ManualTime clock)
    {
        var end = installation.Log.End;
        await Eventually.IsTrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(100)); // who rests wakes up
                return Task.FromResult(pipeline.Consumers.All(consumer => consumer.Position >= end));
            },
            "the log's readers");
    }

    private void AssertFlat(List<MonthDay> days)
    {
        if (_size.Days <= SettledDays)
        {
            Assert.Fail($"It takes more than {SettledDays} days to see whether anything grows.");
        }

        var (settled, last) = (days[SettledDays - 1], days[^1]);
        Assert.Multiple(() =>
        {
            Assert.That(last.HeapBytes, Is.LessThan((settled.HeapBytes * GrowthMaximum) + HeapSlackBytes), "managed memory");
            Assert.That(last.HistoryBytes, Is.LessThan(settled.HistoryBytes * GrowthMaximum), "history.db");
            Assert.That(last.LogBytes, Is.LessThan(settled.LogBytes * GrowthMaximum), "log.db");
            Assert.That(last.Checkpoints, Is.LessThanOrEqualTo(settled.Checkpoints * GrowthMaximum), "files of checkpoints");
        });
    }

    // The oldest sample of each point is no older than what is kept, and a day of what is kept is there.
    private static void AssertRetention(Installation installation, ManualTime clock)
    {
        var now = clock.Now;
        var oldest = now.Plus(-(RetentionDays * DayMilliseconds) - (DayMilliseconds / 24));
        foreach (var point in installation.Registry.Current.Points)
        {
            var samples = installation.NearHistory.Read(point.Number, Quantity.DustRespirable, new Interval(new Instant(0), now), 1);
            Assert.That(samples.Single().Time, Is.GreaterThan(oldest).And.LessThan(now.Plus(-((RetentionDays - 1) * DayMilliseconds))), point.Id);
        }
    }

    private async Task AssertOutcomeAsync(string csv, string registry)
    {
        await File.WriteAllTextAsync(_folder.File("registry.json"), registry);
        var judged = await DustWatchProcess.RunAsync(_folder.Path, "ledger", "outcome", $"--Data={_folder.File("data")}");
        var backtest = await DustWatchProcess.RunAsync(_folder.Path, "backtest", csv, "--registry", _folder.File("registry.json"));
        Assert.That(judged.ExitCode + backtest.ExitCode, Is.Zero, judged.Error + backtest.Error);
        var (ours, expected) = (OutcomeOf(judged.OutputLines), OutcomeOf(backtest.OutputLines));
        await TestContext.Out.WriteLineAsync($"{ours.Count} transitions; {backtest.Error.TrimEnd()}");
        Assert.That(ours, Has.Count.GreaterThan(_size.Days * _size.Points / 2));
        Assert.That(ours.Except(expected).Take(3), Is.Empty, "judged, and not in the backtest");
        Assert.That(expected.Except(ours).Take(3), Is.Empty, "in the backtest, and not judged");
        Assert.That(ours, Is.EqualTo(expected));
        Assert.That((await DustWatchProcess.RunAsync(_folder.Path, "ledger", "verify", $"--Data={_folder.File("data")}")).Output, Does.Contain("the chain holds"));
    }

    // Without what depends on arrival.
    private static List<string> OutcomeOf(IEnumerable<string> lines) =>
        [.. lines.Where(line => RuleOf(line) is not ("offline" or "clock")).Select(line => line.Replace("\"revision\":0,", "", StringComparison.Ordinal))];

    private static string RuleOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("rule").GetString() ?? "";
    }
}
