using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using DustWatch.Mqtt;
using DustWatch.Tests.Backends.Influx;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>InfluxDB is killed, stays away, and comes back, while devices go on sending and DustWatch is killed too.</summary>
[TestFixture]
internal sealed class InfluxDownTests
{
    private const int Points = 3;
    private const int MessagesARound = 600;
    private const long IntervalMilliseconds = 10_000;

    private const string Registry =
        """
        {"enterprises":[{"id":"e1","name":"one"}],
         "points":[{"id":"k0","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable"],"interval":"PT10S"},
                   {"id":"k1","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable"],"interval":"PT10S"},
                   {"id":"k2","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable"],"interval":"PT10S"}]}
        """;

    private readonly long _start = Wall.DaysAgo(2);
    private readonly Dictionary<string, double> _sent = []; // by "point ts"
    private int _next;

    [Test]
    public async Task Loses_nothing_and_never_holds_a_device_up()
    {
        await using var influx = await ServerProcess.StartInfluxAsync();
        await influx.QueryAsync("CREATE DATABASE dust");
        await using var site = await TestInstallation.StartAsync(
            Registry, "--Mqtt:AllowAnonymous=true", "--History:Kind=influx", "--History:Api=v1", $"--History:Url={influx.Address}", "--History:Database=dust");

        await PublishAsync(site);
        await site.Api.WaitUntilReadAsync();
        Assert.That(await CountAsync(influx), Is.EqualTo(_sent.Count));

        await influx.KillAsync();
        await PublishAsync(site);
        await Eventually.IsTrueAsync(async () => (await ReadyAsync(site)).Contains("influx does not take the history", StringComparison.Ordinal), "/readyz to say so");
        Assert.That(await site.Api.MetricAsync("dustwatch_influx_up"), Is.Zero);
        Assert.That(await site.Api.MetricAsync("dustwatch_influx_retries_total"), Is.Positive);
        await AssertNearAsync(site);
        await AssertOlderIsSilentAsync(site);

        await site.KillAsync();
        await site.StartAsync();
        await PublishAsync(site);

        var publishing = PublishAsync(site);
        await influx.StartAsync();
        await publishing;
        await influx.KillAsync();
        await influx.StartAsync();
        await PublishAsync(site);
        await site.Api.WaitUntilReadAsync();

        Assert.That(await ReadAsync(influx), Is.EquivalentTo(_sent));
        Assert.That(_sent, Has.Count.EqualTo(5 * MessagesARound));
        await AssertNearAsync(site);
        await Eventually.IsTrueAsync(async () => !(await ReadyAsync(site)).Contains("influx", StringComparison.Ordinal), "/readyz to be ready");
        Assert.That(await site.Api.MetricAsync("dustwatch_influx_up"), Is.EqualTo(1));
        Assert.That(await site.Api.MetricAsync("dustwatch_influx_refused_lines_total"), Is.Zero);

        // What was judged is there too: as many transitions and verdicts as the ledger says stand.
        var outcome = (await site.DoAsync("ledger", "outcome")).Length;
        var verdicts = (await site.DoAsync("ledger", "outcome", "--verdicts")).Length - outcome;
        Assert.That((outcome, verdicts), Is.GreaterThan((0, 0)));
        await Eventually.GetAsync(() => CountAsync(influx, "SELECT count(\"level\") FROM transition WHERE reason <> 'withdrawn'"), count => count == outcome, $"{outcome} transitions");
        await Eventually.GetAsync(() => CountAsync(influx, "SELECT count(verdict) FROM verdict WHERE verdict <> 'withdrawn'"), count => count == verdicts, $"{verdicts} verdicts");
    }

    // Every publish is acknowledged, whatever the state of InfluxDB.
    private async Task PublishAsync(TestInstallation site)
    {
        await using var client = await site.ConnectAsync();
        var underWay = new List<Task<MqttReasonCode>>();
        for (var last = _next + MessagesARound; _next < last; _next++)
        {
            var (point, ts, value) = ($"k{_next % Points}", _start + (((_next / Points) + 1) * IntervalMilliseconds), _next % 997 / 1000.0);
            _sent.Add($"{point} {ts}", value);
            var payload = string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{ts}},"dust_respirable":{{value}}}""");
            underWay.Add(client.PublishAsync($"dustwatch/v1/e1/{point}/data", Encoding.UTF8.GetBytes(payload), MqttQos.AtLeastOnce).AsTask());
        }

        Assert.That(await Task.WhenAll(underWay), Is.All.EqualTo(MqttReasonCode.Success));
    }

    private async Task AssertNearAsync(TestInstallation site)
    {
        for (var point = 0; point < Points; point++)
        {
            var wanted = _sent.Keys.Count(key => key.StartsWith($"k{point} ", StringComparison.Ordinal));
            var range = $"from={Wall.Rfc3339(_start)}&to={Wall.Rfc3339(_start + 86_400_000L)}";
            await Eventually.GetAsync(() => site.Api.ItemsAsync($"points/k{point}/history?quantity=dust_respirable&{range}"), items => items.Count == wanted, "the last days in the data folder");
        }
    }

    // Who asks is told so, and the log says in a line why.
    private static async Task AssertOlderIsSilentAsync(TestInstallation site)
    {
        var range = $"from={Wall.Rfc3339(Wall.DaysAgo(12))}&to={Wall.Rfc3339(Wall.DaysAgo(11))}";
        using var answer = await site.Api.SendAsync(HttpMethod.Get, $"api/v1/points/k0/history?quantity=dust_respirable&{range}");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        await Eventually.IsTrueAsync(() => Task.FromResult(site.Server.Errors.Contains("did not answer a query", StringComparison.Ordinal)), "the log to say so");
        Assert.That(site.Server.Errors, Does.Not.Contain("   at DustWatch."));
    }

    private static async Task<string> ReadyAsync(TestInstallation site)
    {
        using var response = await site.Api.SendAsync(HttpMethod.Get, "readyz");
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(text == "ready\n" ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable));
        return text;
    }

    private static Task<long> CountAsync(ServerProcess influx) => CountAsync(influx, "SELECT count(value) FROM sample");

    private static async Task<long> CountAsync(ServerProcess influx, string query) =>
        (long?)JsonNode.Parse(await influx.QueryAsync(query, "dust"))?["results"]?[0]?["series"]?[0]?["values"]?[0]?[1] ?? 0;

    private static async Task<Dictionary<string, double>> ReadAsync(ServerProcess influx)
    {
        var answer = JsonNode.Parse(await influx.QueryAsync("SELECT point, value FROM sample", "dust"));
        return (answer?["results"]?[0]?["series"]?[0]?["values"]?.AsArray() ?? []).ToDictionary(row => $"{row?[1]} {row?[0]}", row => (double)row![2]!); // a row has them
    }
}
