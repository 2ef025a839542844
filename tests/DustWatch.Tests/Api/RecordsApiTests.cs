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

    private static Sample Dust(Instant time, long value) => new(time, value, 0, Quantity.DustRespirable, SampleFlag.Valid);

    private static async Task<JsonNode> GetAsync(HttpClient client, string path) =>
        JsonNode.Parse(await client.GetStringAsync($"api/v1/{path}")) ?? throw new InvalidOperationException("The answer is null.");
}
