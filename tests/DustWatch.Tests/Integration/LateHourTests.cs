using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>A shift comes without one of its hours, which was the bad one; the hour comes when the shift is over. What stands then is what a backtest of the whole gives.</summary>
[TestFixture]
internal sealed class LateHourTests
{
    private const int Minutes = 8 * 60 + 1;
    private const int LateFrom = 121; // the first minute that comes late
    private const int LateTo = 180;

    private const string Registry = """
        {"enterprises":[{"id":"e1","name":"one"}],
         "points":[{"id":"p1","enterprise":"e1","agent":"silica-10-50","silica":{"percent":23,"report":"r","date":"2025-11-03"},
                    "quantities":["dust_respirable"],"interval":"PT1M"}]}
        """;

    // Yesterday's shift 08-16 of the default calendar in the default zone, Asia/Shanghai.
    private readonly long _start = Wall.DaysAgo(1);

    [TestCase(false, TestName = "An_hour_that_comes_when_the_shift_is_over_changes_what_stands")]
    [TestCase(true, TestName = "An_hour_that_comes_when_the_shift_is_over_changes_what_stands_after_kill_too")]
    public async Task The_outcome_is_that_of_the_whole_shift(bool isKilled)
    {
        var started = Wall.Now - 60_000;
        await using var site = await TestInstallation.StartAsync(Registry, "--Mqtt:AllowAnonymous=true");
        var expected = await site.BacktestAsync(Csv(), Registry);
        await PublishAsync(site, i => i is < LateFrom or > LateTo);
        await site.Api.WaitUntilReadAsync();
        var before = await site.OutcomeAsync();
        Assert.That(before, Is.Not.EqualTo(expected), "an hour that changes nothing proves nothing");
        Assert.That(await AlertsAsync(site), Is.Empty);

        await PublishAsync(site, i => i is >= LateFrom and <= LateTo);
        if (isKilled)
        {
            await site.KillAsync();
            await site.StartAsync();
        }

        await Eventually.IsTrueAsync(async () => (await site.OutcomeAsync()).SequenceEqual(expected), "the outcome of the whole shift");
        var alert = (await AlertsAsync(site)).Single();
        var first = expected.Select(line => JsonNode.Parse(line)!).First(t => (string?)t["rule"] == "twa-resp"); // a transition is an object
        Assert.That((string?)alert["id"], Is.EqualTo((string?)first["episode"]));
        Assert.That((string?)alert["state"], Is.EqualTo("CLEARED_UNACK"), "what is over by now does not ring");
        var verdicts = (await site.DoAsync("ledger", "outcome", "--verdicts")).Where(line => line.Contains("\"verdict\":", StringComparison.Ordinal)).ToList();
        Assert.That(verdicts, Has.Some.Contains("\"verdict\":\"exceeded\"").And.Some.Contains("\"rule\":\"twa-resp\""));
        var listed = await site.Api.ItemsAsync($"points/p1/verdicts?from={Wall.Rfc3339(_start)}&to={Wall.Rfc3339(_start + 86_400_000L)}");
        Assert.That(listed, Has.Count.EqualTo(verdicts.Count));
        Assert.That(listed.Select(v => (string?)v["verdict"]), Does.Contain("exceeded"));
        var replayed = await site.RunAsync("backtest", "--from", Wall.Rfc3339(started), "--to", Wall.Rfc3339(Wall.Now + 86_400_000));
        Assert.That(replayed.ErrorLines, Has.Some.StartsWith("dustwatch: judging the log from ").And.Some.EndsWith(" 60 late"), replayed.Error);
        Assert.That(replayed.OutputLines.Select(WithoutRevision), Is.EqualTo(await site.DoAsync("ledger", "outcome")), "a backtest of the log judges late samples again too");
        Assert.That((await site.DoAsync("ledger", "verify")).Single(), Does.EndWith("the chain holds"));
        Assert.That(site.Server.Errors, Does.Not.Contain("does not hold"));
    }

    // Never the same twice: an instrument that is stuck is another matter.
    private static double ValueOf(int minute) => minute is >= LateFrom and <= LateTo ? 9 + (minute % 7 * 0.01) : 0.2 + (minute % 7 * 0.01);

    private static string WithoutRevision(string line) => line.Replace("\"revision\":0,", "", StringComparison.Ordinal);

    private static async Task<IReadOnlyList<JsonNode>> AlertsAsync(TestInstallation site) =>
        [.. (await site.Api.ItemsAsync("alerts?point=p1")).Where(alert => (string?)alert["rule"] == "twa-resp")];

    private static async Task PublishAsync(TestInstallation site, string payload)
    {
        await using var client = await site.ConnectAsync();
        Assert.That(await client.PublishAsync("dustwatch/v1/e1/p1/data", Encoding.UTF8.GetBytes(payload), MqttQos.AtLeastOnce), Is.EqualTo(MqttReasonCode.Success));
    }

    private Task PublishAsync(TestInstallation site, Func<int, bool> selects)
    {
        var elements = Enumerable.Range(1, Minutes).Where(selects)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{TimeOf(i)}},"dust_respirable":{{ValueOf(i)}}}"""));
        return PublishAsync(site, $"[{string.Join(',', elements)}]");
    }

    private string Csv()
    {
        var csv = new StringBuilder("point,quantity,ts,value\n");
        for (var i = 1; i <= Minutes; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"p1,dust_respirable,{TimeOf(i)},{ValueOf(i)}\n");
        }

        return csv.ToString();
    }

    private long TimeOf(int minute) => _start + (minute * 60_000L);
}
