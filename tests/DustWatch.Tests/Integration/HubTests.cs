using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>The hub as a browser meets it: what is watched, what is alerted, what was missed.</summary>
[TestFixture]
internal sealed class HubTests
{
    private const string Odd = "odd";
    private const string Even = "even";

    private static readonly char[] Digits = [.. "0123456789"];

    private TestInstallation _site = null!; // set before the first test
    private MqttClient _device = null!;
    private int _points;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var points = Enumerable.Range(1, 20).SelectMany(i => new[] { Odd, Even }.Select(
            e => $$"""{"id":"{{e}}{{i}}","enterprise":"{{e}}","agent":"noise","quantities":["noise_laeq"],"interval":"PT1S"}"""));
        _site = await TestInstallation.StartAsync(
            $$"""{"enterprises":[{"id":"odd","name":"odd"},{"id":"even","name":"even"}],"points":[{{string.Join(',', points)}}]}""",
            "--Mqtt:AllowAnonymous=true");
        _device = await _site.ConnectAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _device.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Test]
    public async Task Shows_what_is_watched_first_as_it_stands_and_then_as_it_moves()
    {
        var (point, other) = (NextPoint(Odd), NextPoint(Even));
        var t = Wall.MinutesAgo(3);
        await PublishAsync(point, t, 61.5);
        await PublishAsync(other, t, 62.5);
        await _site.Api.WaitUntilReadAsync();

        await using var hub = await ConnectAsync();
        var said = await hub.InvokeAsync("Watch", new JsonObject { ["point"] = point });
        Assert.That(said.Select(s => s.Target), Is.EqualTo(new[] { "live", "presence" }));
        Assert.That(
            said[0].Argument["values"]!.ToJsonString(), // a list
            Is.EqualTo($$"""[{"point":"{{point}}","quantity":"noise_laeq","t":"{{Wall.Rfc3339(t)}}","value":61.5,"level":"normal"}]"""));
        Assert.That((bool?)said[1].Argument["points"]?[0]?["online"], Is.True);

        await PublishAsync(other, t + 1000, 70);
        await PublishAsync(point, t + 1000, 63);
        var shown = new List<string>();
        await hub.NextAsync("live", batch =>
        {
            shown.AddRange(batch["values"]!.AsArray().Select(v => $"{(string?)v!["point"]} {(double?)v["value"]}")); // a list of objects
            return shown.Contains($"{point} 63");
        });
        Assert.That(shown, Is.All.StartsWith(point), "the other one is not watched");
    }

    [Test]
    public async Task Pushes_an_alert_without_being_asked_and_again_when_it_is_acknowledged()
    {
        var point = NextPoint(Odd);
        await using var hub = await ConnectAsync();
        await PublishAsync(point, Wall.MinutesAgo(0), 140);
        var pushed = await hub.NextAsync("alert", a => (string?)a["alert"]?["point"] == point);
        Assert.Multiple(() =>
        {
            Assert.That((string?)pushed["alert"]?["rule"], Is.EqualTo("lex"));
            Assert.That((string?)pushed["alert"]?["level"], Is.EqualTo("exceeded"));
            Assert.That((string?)pushed["alert"]?["sentence"]?["en"], Is.Not.Empty);
            Assert.That((long?)pushed["alert"]?["seq"], Is.EqualTo((long?)pushed["seq"]));
        });

        var id = (string?)pushed["alert"]?["id"];
        await _site.Api.SendAsync(HttpMethod.Post, $"api/v1/alerts/{id}/acknowledge", new { });
        var acknowledged = await hub.NextAsync("alert", a => (string?)a["alert"]?["id"] == id);
        Assert.That((string?)acknowledged["alert"]?["state"], Is.EqualTo("ACTIVE_ACK"));
        Assert.That((long?)acknowledged["seq"], Is.GreaterThan((long)pushed["seq"]!));
    }

    [Test]
    public async Task Gives_who_resumes_what_it_missed()
    {
        var (seen, missed) = (NextPoint(Odd), NextPoint(Odd));
        await PublishAsync(seen, Wall.MinutesAgo(0), 140);
        await _site.Api.WaitUntilReadAsync();
        var last = (long)(await _site.Api.ItemsAsync($"alerts?point={seen}")).Single()["seq"]!; // every alert has one
        await PublishAsync(missed, Wall.MinutesAgo(0), 140);
        await _site.Api.WaitUntilReadAsync();

        await using var hub = await ConnectAsync();
        var said = await hub.InvokeAsync("Resume", JsonValue.Create(last));
        Assert.That(said.Select(s => s.Target), Is.All.EqualTo("alert"));
        Assert.That(said.Select(s => (string?)s.Argument["alert"]?["point"]), Has.Member(missed).And.No.Member(seen));
        Assert.That(said.Select(s => (long?)s.Argument["seq"]), Is.Ordered.And.All.GreaterThan(last));
    }

    [TestCase(-1)]
    [TestCase(long.MaxValue)]
    public async Task Tells_who_resumes_from_elsewhere_to_begin_anew(long last)
    {
        await using var hub = await ConnectAsync();
        var said = await hub.InvokeAsync("Resume", JsonValue.Create(last));
        Assert.That(said.Select(s => s.Target), Is.EqualTo(new[] { "reset" }));
        Assert.That((long?)said[0].Argument["seq"], Is.Positive);
    }

    [Test]
    public async Task Tells_nobody_of_what_is_outside_the_scope()
    {
        await _site.DoAsync("user", "add", "eve", "--role", "viewer", "--enterprise", "even");
        var token = (await _site.DoAsync("user", "token", "eve")).Single();
        var (odd, even) = (NextPoint(Odd), NextPoint(Even));
        await using var hub = await HubClient.ConnectAsync(_site.Server.Address, token);
        await hub.InvokeAsync("Watch", new JsonObject());
        var told = new List<string?>();
        await PublishAsync(odd, Wall.MinutesAgo(0), 140);
        await PublishAsync(even, Wall.MinutesAgo(0), 140);

        await hub.NextAsync("alert", a =>
        {
            told.Add((string?)a["alert"]?["point"]);
            return told[^1] == even;
        });
        var missed = await hub.InvokeAsync("Resume", JsonValue.Create(0L));
        told.AddRange(missed.Where(m => m.Target == "alert").Select(m => (string?)m.Argument["alert"]?["point"]));
        var shown = await hub.InvokeAsync("Watch", new JsonObject { ["enterprise"] = "odd" });
        told.AddRange(shown.Where(m => m.Target == "live").SelectMany(m => m.Argument["values"]!.AsArray()).Select(v => (string?)v!["point"]));
        Assert.That(told, Has.Member(even).And.All.StartsWith(Even));
    }

    [Test]
    public async Task Cuts_off_whose_session_is_revoked()
    {
        await _site.DoAsync("user", "add", "tom", "--role", "viewer");
        var token = (await _site.DoAsync("user", "token", "tom")).Single();
        await using var hub = await HubClient.ConnectAsync(_site.Server.Address, token);
        await using var other = await ConnectAsync();
        await _site.DoAsync("user", "revoke", "tom");
        await hub.ClosedAsync();
        Assert.That(() => HubClient.ConnectAsync(_site.Server.Address, token), Throws.InstanceOf<WebSocketException>());
        Assert.That(await other.InvokeAsync("Unwatch", new JsonObject()), Is.Empty, "others stay");
    }

    private Task<HubClient> ConnectAsync() => HubClient.ConnectAsync(_site.Server.Address, _site.Api.Token ?? "");

    // Each test has points of its own.
    private string NextPoint(string enterprise) => $"{enterprise}{++_points}";

    private async Task PublishAsync(string point, long time, double level)
    {
        var payload = Encoding.UTF8.GetBytes($$"""{"ts":{{time}},"noise_laeq":{{Wall.Text(level)}} }""");
        var answer = await _device.PublishAsync($"dustwatch/v1/{point.TrimEnd(Digits)}/{point}/data", payload, MqttQos.AtLeastOnce);
        Assert.That(answer, Is.EqualTo(MqttReasonCode.Success));
    }
}
