using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DustWatch.Backends.Accounts;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Api;

/// <summary>What detection finds in the log's records beside the samples, as the API shows it.</summary>
public sealed class RecordsApiTests
{
    [Test]
    public async Task Repeats_are_listed_with_their_value_under_every_device_of_the_point()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = await served.AsAsync(UserRole.Operator);
        var now = Instant.Now(TimeProvider.System);
        await served.Installation.Log.AppendAsync([Dust(now, 100_000), Dust(now, 100_000), Dust(now, 250_000), Dust(now, 100_000)]);
        var report = await ServedInstallation.EventuallyAsync(async () =>
            await GetAsync(client, "devices/d1/diagnostics") is var view && view["refused"]?["conflict"] is not null ? view : null);
        Assert.That(report["refused"]?.ToJsonString(), Is.EqualTo("""{"duplicate":2,"conflict":1}"""));
        var listed = report["refusals"]!.AsArray().Select(r => ((string?)r!["reason"], (int?)r["count"], (string?)r["payload"])); // a list of objects
        Assert.That(listed, Is.EquivalentTo(new[]
        {
            ("duplicate", 2, $$$"""{"ts":{{{now.Milliseconds}}},"values":{"dust_respirable":0.1}}"""),
            ("conflict", 1, (string?)$$$"""{"ts":{{{now.Milliseconds}}},"values":{"dust_respirable":0.25}}"""),
        }));
        Assert.That((await GetAsync(client, "devices/d2/diagnostics"))["refusals"]?.AsArray(), Is.Empty);
    }

    [Test]
    public async Task A_sample_of_a_time_that_cannot_be_raises_the_rule_on_the_clock()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = await served.AsAsync(UserRole.Operator);
        var now = Instant.Now(TimeProvider.System);
        await served.Installation.Log.AppendAsync([Dust(now, 100_000)]);
        await served.Installation.Log.QuarantineAsync("d1", Dust(now.Plus(8 * 3_600_000), 100_000), "future");
        var alert = await ServedInstallation.EventuallyAsync(async () =>
            (await GetAsync(client, "alerts"))["items"]!.AsArray().FirstOrDefault(a => (string?)a!["rule"] == "clock")); // a list of objects
        Assert.That(((string?)alert["point"], (string?)alert["level"]), Is.EqualTo(("p1", "fault")));
    }

    [Test]
    public async Task What_was_set_aside_is_taken_in_again_with_an_offset()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = await served.AsAsync(UserRole.Operator);
        const long hours = 8 * 3_600_000;
        var now = Instant.Now(TimeProvider.System);
        await served.Installation.Log.QuarantineAsync("d1", Dust(now.Plus(hours - 60_000), 100_000), "future");
        await served.Installation.Log.QuarantineAsync("d1", Dust(now.Plus(3 * hours), 100_000), "future");
        await served.Installation.Log.QuarantineAsync("d2", Dust(now.Plus(hours), 100_000) with { Point = 1 }, "future");
        await ServedInstallation.EventuallyAsync(async () => (await GetAsync(client, "devices/d2/diagnostics"))["quarantined"] is JsonArray { Count: 1 } held ? held : null);

        using var answer = await client.PostAsync("api/v1/devices/d1/quarantine/readmit", JsonContent.Create(new { offset = "PT8H" }));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("""{"readmitted":1,"left":1}"""));
        var left = await ServedInstallation.EventuallyAsync(async () => (await GetAsync(client, "devices/d1/diagnostics"))["quarantined"] is JsonArray { Count: 1 } held ? held : null);
        Assert.That((string?)left[0]?["t"], Is.EqualTo(now.Plus(3 * hours).ToString()));
        var items = (await GetAsync(client, "points/p1/history?quantity=dust_respirable"))["items"]!.AsArray(); // a list is never null
        Assert.That(items.Select(i => (string?)i!["t"]), Is.EqualTo(new[] { now.Plus(-60_000).ToString() })); // a list of objects
        Assert.That((await GetAsync(client, "devices/d2/diagnostics"))["quarantined"]?.AsArray(), Has.Count.EqualTo(1), "another device's");
        var ledger = served.Installation.Ledger;
        var entry = Enumerable.Range(1, (int)ledger.Head).Select(seq => ledger.FindEntry(seq)).Single(e => e?.Kind == "readmit");
        Assert.That(entry?.Body, Is.EqualTo("""{"device":"d1","offset":"PT8H","samples":1}"""));
        Assert.That(entry?.Actor, Does.StartWith("Operator"));
    }

    [TestCase("8")]
    [TestCase("PT")]
    [TestCase("--PT1H")]
    [TestCase("P99999D")]
    public async Task An_offset_is_a_duration(string offset)
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = await served.AsAsync(UserRole.Operator);
        using var answer = await client.PostAsync("api/v1/devices/d1/quarantine/readmit", JsonContent.Create(new { offset }));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("\"offset\""));
    }

    [Test]
    public async Task Only_administrators_and_operators_of_the_devices_place_take_samples_in_again()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var nobody = served.Nobody();
        async Task<HttpStatusCode> StatusAsync(HttpClient client, string device)
        {
            using var answer = await client.PostAsync($"api/v1/devices/{device}/quarantine/readmit", JsonContent.Create(new { offset = "PT1H" }));
            return answer.StatusCode;
        }

        Assert.That(await StatusAsync(nobody, "d1"), Is.EqualTo(HttpStatusCode.Unauthorized));
        foreach (var role in Enum.GetValues<UserRole>())
        {
            using var north = await served.AsAsync(role, "north", role == UserRole.Officer ? "e1" : null);
            var may = role is UserRole.Administrator or UserRole.Operator;
            Assert.That(await StatusAsync(north, "d1"), Is.EqualTo(may ? HttpStatusCode.OK : HttpStatusCode.Forbidden), $"{role}");
            Assert.That(await StatusAsync(north, "d2"), Is.EqualTo(may ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden), $"{role}");
            Assert.That(await StatusAsync(north, "anonymous"), Is.EqualTo(may ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden), $"{role}");
        }
    }

    private static Sample Dust(Instant time, long value) => new(time, value, 0, Quantity.DustRespirable, SampleFlag.Valid);

    private static async Task<JsonNode> GetAsync(HttpClient client, string path) =>
        JsonNode.Parse(await client.GetStringAsync($"api/v1/{path}")) ?? throw new InvalidOperationException("The answer is null.");
}
