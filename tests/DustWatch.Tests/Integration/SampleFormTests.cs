using System.Text.Json.Nodes;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>Every JSON form of the contract, published to the demo's free point by a client that is not ours.</summary>
[TestFixture]
internal sealed class SampleFormTests
{
    private const string Topic = "dustwatch/v1/own/own-1/data";

    private TestInstallation _demo = null!; // set before the first test
    private long _time;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _demo = await TestInstallation.StartDemoAsync();
        _time = Wall.MinutesAgo(300);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _demo.DisposeAsync();

    [Test, Combinatorial]
    public async Task Keeps_what_was_sent([Values("5", "311")] string version, [Values(0, 1)] int qos)
    {
        var t = NextTime();
        await PublishAsync(version, qos, $$"""{"ts":{{t}},"values":{"dust_respirable":0.82,"noise_laeq":83.1} }""");
        await PublishAsync(version, qos, $$"""{"ts":{{t + 1000}},"dust_respirable":0.9,"flag":"M"}""");
        await PublishAsync(version, qos, $$"""[{"ts":{{t + 30_000}},"dust_respirable":0.2},{"ts":{{t + 31_000}},"values":{"dust_respirable":0.4,"noise_laeq":70} }]""");

        var dust = await HistoryAsync("dust_respirable", t - 1, t + 31_000, 4);
        Assert.That(dust.Select(Show), Is.EqualTo(new[]
        {
            $"{Wall.Rfc3339(t)} 0.82 N",
            $"{Wall.Rfc3339(t + 1000)} 0.9 M",
            $"{Wall.Rfc3339(t + 30_000)} 0.2 N",
            $"{Wall.Rfc3339(t + 31_000)} 0.4 N",
        }));
        var noise = await HistoryAsync("noise_laeq", t - 1, t + 31_000, 2);
        Assert.That(noise.Select(Show), Is.EqualTo(new[] { $"{Wall.Rfc3339(t)} 83.1 N", $"{Wall.Rfc3339(t + 31_000)} 70 N" }));
    }

    [Test, Combinatorial]
    public async Task Gives_what_has_no_time_the_time_of_its_arrival([Values("5", "311")] string version, [Values(0, 1)] int qos)
    {
        var before = Wall.Now;
        var value = Wall.Text(0.5 + qos / 10.0 + version.Length / 100.0);
        await PublishAsync(version, qos, $$"""{"dust_respirable":{{value}},"noise_laeq":61.5}""");
        var items = await Eventually.GetAsync(
            () => _demo.Api.ItemsAsync($"points/own-1/history?quantity=dust_respirable&from={Wall.Rfc3339(before - 1)}&to={Wall.Rfc3339(before + 600_000)}"),
            found => found.Any(i => i["value"]?.ToJsonString() == value),
            "the sample");
        Assert.That(items.Count(i => i["value"]?.ToJsonString() == value), Is.EqualTo(1));
    }

    [Test]
    public async Task Shows_a_history_in_steps()
    {
        var t = NextTime();
        await PublishAsync("5", 1, $$"""[{"ts":{{t + 30_000}},"dust_respirable":0.2,"noise_laeq":60},{"ts":{{t + 31_000}},"dust_respirable":0.4,"noise_laeq":70}]""");
        await HistoryAsync("noise_laeq", t, t + 60_000, 2);

        var range = $"from={Wall.Rfc3339(t)}&to={Wall.Rfc3339(t + 120_000)}&step=PT1M";
        var dust = await _demo.Api.ItemsAsync($"points/own-1/history?quantity=dust_respirable&{range}");
        var noise = await _demo.Api.ItemsAsync($"points/own-1/history?quantity=noise_laeq&{range}");
        Assert.Multiple(() =>
        {
            Assert.That(dust.Select(d => (string?)d["t"]), Is.EqualTo(new[] { Wall.Rfc3339(t + 60_000), Wall.Rfc3339(t + 120_000) }));
            Assert.That((double?)dust[0]["mean"], Is.EqualTo(0.3).Within(1e-12));
            Assert.That(((double?)dust[0]["min"], (double?)dust[0]["max"]), Is.EqualTo((0.2, 0.4)));
            Assert.That((double?)dust[0]["coverage"], Is.EqualTo(2 / 60.0).Within(1e-12));
            Assert.That(dust[1].ToJsonString(), Does.Contain("\"mean\":null,\"min\":null,\"max\":null,\"coverage\":0"));
            Assert.That((double?)noise[0]["leq"], Is.EqualTo(10 * Math.Log10(5.5e6)).Within(1e-9), "levels are averaged as energy");
        });
    }

    [Test]
    public async Task Keeps_what_a_client_of_5_0_sends_and_tells_it_so()
    {
        var t = NextTime();
        await using var client = await _demo.ConnectAsync();
        var answer = await client.PublishAsync(Topic, System.Text.Encoding.UTF8.GetBytes($$"""{"ts":{{t}},"dust_respirable":0.1}"""), MqttQos.AtLeastOnce);
        Assert.That(answer, Is.EqualTo(MqttReasonCode.Success));
        await HistoryAsync("dust_respirable", t - 1, t, 1);
    }

    // Ten minutes apart, so that no test's samples touch another's.
    private long NextTime() => _time += 600_000;

    private async Task PublishAsync(string version, int qos, string payload) =>
        Assert.That(await MosquittoPub.RunAsync(_demo.Server.MqttPort, ["-V", version, "-q", $"{qos}", "-t", Topic, "-m", payload]), Is.Zero);

    private Task<IReadOnlyList<JsonNode>> HistoryAsync(string quantity, long from, long to, int count) => Eventually.GetAsync(
        () => _demo.Api.ItemsAsync($"points/own-1/history?quantity={quantity}&from={Wall.Rfc3339(from)}&to={Wall.Rfc3339(to)}"),
        items => items.Count >= count,
        $"{count} samples of {quantity}");

    private static string Show(JsonNode item) => $"{(string?)item["t"]} {item["value"]?.ToJsonString()} {(string?)item["flag"]}";
}
