using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>
/// A shift whose instants can be worked out on paper: 0.9 × limit at 1 Hz for five hours of eight, then 2.5 × to its end, and one sample beyond. It gives
/// the same outcome live, after kill -9 in the middle, and in a backtest. A value that stays the same for an hour is a fault in the data besides.
/// </summary>
[TestFixture]
internal sealed class WorkedShiftTests
{
    private const int Samples = 8 * 3600 + 1;
    private const int BatchSamples = 500;
    private const int Inflight = 8;

    private const string Registry = """
        {"enterprises":[{"id":"e1","name":"one"}],
         "points":[{"id":"p1","enterprise":"e1","agent":"silica-10-50","silica":{"percent":23,"report":"r","date":"2025-11-03"},
                    "quantities":["dust_respirable"],"interval":"PT1S"}]}
        """;

    // Yesterday's shift 08-16 of the default calendar in the default zone, Asia/Shanghai.
    private readonly long _start = Wall.DaysAgo(1);
    private IReadOnlyList<string> _outcome = [];
    private IReadOnlyList<JsonNode> _alerts = [];
    private IReadOnlyList<JsonNode> _timeline = [];

    [OneTimeSetUp]
    public async Task PublishWithoutDisturbanceAsync()
    {
        await using var site = await TestInstallation.StartAsync(Registry, "--Mqtt:AllowAnonymous=true");
        await using (var client = await site.ConnectAsync(inflight: Inflight))
        {
            await PublishAsync(client, firstBatch: 0, _ => { });
        }

        await site.Api.WaitUntilReadAsync();
        _outcome = await site.OutcomeAsync();
        _alerts = [.. (await site.Api.ItemsAsync("alerts?point=p1")).Where(alert => (string?)alert["rule"] == "twa-resp")];
        _timeline = [.. (await site.Api.GetAsync($"alerts/{(string?)_alerts.Single()["id"]}"))["timeline"]!.AsArray().Select(e => e!)]; // each an object
    }

    [Test]
    public void Turns_at_the_instants_worked_out_on_paper() =>
        Assert.That(_outcome.Select(ShowTransition).Where(line => !line.StartsWith("stuck", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "twa-resp normal>notice 4:26:41",
            "twa-resp notice>projected 5:12:21",
            "twa-resp projected>exceeded 6:24:01",
            "twa-resp exceeded>normal 8:00:00",
        }));

    [Test]
    public void Shows_them_as_one_alert()
    {
        var alert = _alerts.Single();
        Assert.Multiple(() =>
        {
            Assert.That((string?)alert["id"], Is.EqualTo($"p1~twa-resp~{_start + 16_001_000}"));
            Assert.That((string?)alert["state"], Is.EqualTo("CLEARED_UNACK"));
            Assert.That((double?)alert["limit"], Is.EqualTo(0.7));
            Assert.That((string?)alert["clause"], Does.Contain("GBZ 2.1-2019"));
            Assert.That(_timeline.Select(e => $"{(string?)e["to"]} {Show((string?)e["at"])}"), Is.EqualTo(new[]
            {
                "notice 4:26:41", "projected 5:12:21", "exceeded 6:24:01", "normal 8:00:00",
            }));
            Assert.That((string?)_timeline[^1]["reason"], Is.EqualTo("window-end"));
        });
    }

    [Test]
    public async Task Comes_out_the_same_after_kill_in_the_middle()
    {
        await using var site = await TestInstallation.StartAsync(Registry, "--Mqtt:AllowAnonymous=true");
        var next = 0;
        foreach (var killAfter in new[] { 20, 33, 47 })
        {
            await using (var client = await site.ConnectAsync(inflight: Inflight))
            {
                var killing = Task.CompletedTask;
                next = await PublishAsync(client, next, acknowledged => killing = acknowledged == killAfter ? site.KillAsync() : killing);
                await killing;
            }

            await site.StartAsync();
        }

        await using (var client = await site.ConnectAsync(inflight: Inflight))
        {
            await PublishAsync(client, next, _ => { });
        }

        await site.Api.WaitUntilReadAsync();
        Assert.That(await site.OutcomeAsync(), Is.EqualTo(_outcome));
        var history = await site.Api.ItemsAsync($"points/p1/history?quantity=dust_respirable&from={Wall.Rfc3339(_start)}&to={Wall.Rfc3339(_start + 100_000_000)}");
        Assert.That(history.Select(i => (string?)i["t"]), Is.EqualTo(Enumerable.Range(1, Samples).Select(i => Wall.Rfc3339(TimeOf(i)))));
        Assert.That(history.Select(i => (double?)i["value"]), Is.EqualTo(Enumerable.Range(1, Samples).Select(ValueOf)));
        Assert.That((await site.DoAsync("ledger", "verify")).Single(), Does.EndWith("the chain holds"));
        Assert.That(site.Server.Errors, Does.Not.Contain("does not hold"));
    }

    [Test]
    public async Task Comes_out_the_same_in_a_backtest()
    {
        await using var folder = TestInstallation.Create();
        var csv = new StringBuilder("point,quantity,ts,value\n");
        for (var i = 1; i <= Samples; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"p1,dust_respirable,{TimeOf(i)},{ValueOf(i)}\n");
        }

        Assert.That(await folder.BacktestAsync(csv.ToString(), Registry), Is.EqualTo(_outcome));
    }

    private static double ValueOf(int sample) => sample <= 5 * 3600 ? 0.63 : 1.75;

    private long TimeOf(int sample) => _start + sample * 1000L;

    /// <summary>Publishes batch after batch, with several under way, until all are acknowledged or the connection ends.</summary>
    /// <returns>The first batch that was not acknowledged.</returns>
    private async Task<int> PublishAsync(MqttClient client, int firstBatch, Action<int> onAcknowledged)
    {
        var underWay = new Queue<Task<MqttReasonCode>>();
        var acknowledged = firstBatch;
        var batches = (Samples + BatchSamples - 1) / BatchSamples;
        for (var batch = firstBatch; batch < batches || underWay.Count > 0; batch++)
        {
            if (batch < batches)
            {
                underWay.Enqueue(client.PublishAsync("dustwatch/v1/e1/p1/data", PayloadOf(batch), MqttQos.AtLeastOnce).AsTask());
            }

            if (underWay.Count == Inflight || batch >= batches)
            {
                try
                {
                    Assert.That(await underWay.Dequeue(), Is.EqualTo(MqttReasonCode.Success));
                }
                catch (MqttClosedException)
                {
                    return acknowledged;
                }

                onAcknowledged(++acknowledged);
            }
        }

        return acknowledged;
    }

    private byte[] PayloadOf(int batch)
    {
        var first = batch * BatchSamples + 1;
        var elements = Enumerable.Range(first, Math.Min(BatchSamples, Samples + 1 - first))
            .Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{TimeOf(i)}},"dust_respirable":{{ValueOf(i)}}}"""));
        return Encoding.UTF8.GetBytes($"[{string.Join(',', elements)}]");
    }

    private string ShowTransition(string line)
    {
        var json = JsonNode.Parse(line)!; // a transition is an object
        return $"{(string?)json["rule"]} {(string?)json["from"]}>{(string?)json["to"]} {Show((string?)json["at"])}";
    }

    private string Show(string? at) =>
        (DateTimeOffset.Parse(at ?? "", CultureInfo.InvariantCulture) - DateTimeOffset.FromUnixTimeMilliseconds(_start)).ToString("h':'mm':'ss", CultureInfo.InvariantCulture);
}
