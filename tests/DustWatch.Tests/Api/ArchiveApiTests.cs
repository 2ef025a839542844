using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DustWatch.Backends.Accounts;
using DustWatch.Measurements;
using DustWatch.Tests.Backends;
using DustWatch.Tests.Backends.Influx;
using NUnit.Framework;

namespace DustWatch.Tests.Api;

/// <summary>With an archive, the last 8 days come from the data folder and the rest from InfluxDB, and nobody sees the seam.</summary>
[TestFixture]
internal sealed class ArchiveApiTests
{
    private const long Minute = 60_000;
    private const long Day = 1440 * Minute;

    [Test]
    public async Task Reads_each_time_from_where_it_is()
    {
        await using var influx = await ServerProcess.StartInfluxAsync();
        await influx.QueryAsync("CREATE DATABASE dust");
        await using var site = await ServedInstallation.StartAsync("--History:Kind=influx", "--History:Api=v1", $"--History:Url={influx.Address}", "--History:Database=dust");
        var now = Instant.Now(TimeProvider.System).Milliseconds / Minute * Minute;
        Sample[] samples = [.. Enumerable.Range(1, 9 * 24).Select(i => new Sample(new Instant(now - (9 * Day) + (60 * i * Minute)), 100_000 + i, 0, Quantity.DustRespirable, SampleFlag.Valid))];
        await site.Installation.Log.AppendAsync(samples);
        await ServedInstallation.EventuallyAsync(() => Task.FromResult(site.Installation.Influx?.Position >= 2 ? "all" : null));
        using var client = await site.AsAsync(UserRole.Operator);

        Assert.That(await ValuesAsync(client, now - (9 * Day), now), Is.EqualTo(samples.Select(s => s.Value / 1e6)), "across the border");
        Assert.That(await ValuesAsync(client, now - (9 * Day), now - (9 * Day) + (300 * Minute)), Is.EqualTo(samples.Take(5).Select(s => s.Value / 1e6)), "older");
        var steps = await client.GetFromJsonAsync<JsonNode>($"{Path(now - (9 * Day), now)}&step=P1D");
        Assert.That(steps?["items"]?.AsArray().Count(s => s?["mean"] is not null), Is.GreaterThanOrEqualTo(9));

        await influx.KillAsync();
        Assert.That(await ValuesAsync(client, now - (7 * Day), now), Is.EqualTo(samples[^(7 * 24)..].Select(s => s.Value / 1e6)), "the last days need no InfluxDB");
        using var older = await client.GetAsync(Path(now - (9 * Day), now - (8 * Day) - Minute));
        Assert.That(older.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await older.Content.ReadAsStringAsync(), Does.Contain("InfluxDB").And.Not.Contain(influx.Address.Authority));
    }

    [Test]
    public async Task What_is_stored_and_damaged_is_said_to_be_and_stops_nothing()
    {
        await using var site = await ServedInstallation.StartAsync();
        var now = Instant.Now(TimeProvider.System).Milliseconds / Minute * Minute;
        Sample[] samples = [.. Enumerable.Range(1, 60).Select(i => new Sample(new Instant(now - Day + (i * Minute)), i, 0, Quantity.DustRespirable, SampleFlag.Valid))];
        await site.Installation.Log.AppendAsync(samples);
        using var session = new SqliteSession(site.Installation.Folder.History);
        await ServedInstallation.EventuallyAsync(() => Task.FromResult(session.Read("SELECT count(*) FROM chunk") is > 0L ? "gathered" : null));
        await site.RestartAsync(); // all of it is in the file
        session.Execute("UPDATE chunk SET checksum = checksum + 1");
        for (var start = 0; start < 2; start++)
        {
            using var client = await site.AsAsync(UserRole.Operator);
            using var answer = await client.GetAsync(Path(now - Day, now));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("damaged; dustwatch doctor says what"));
            await site.RestartAsync();
        }
    }

    private static string Path(long from, long to) => $"api/v1/points/p1/history?quantity=dust_respirable&from={new Instant(from)}&to={new Instant(to)}";

    private static async Task<IEnumerable<double>> ValuesAsync(HttpClient client, long from, long to) =>
        (await client.GetFromJsonAsync<JsonNode>(Path(from, to)))?["items"]?.AsArray().Select(item => (double?)item?["value"] ?? double.NaN).ToList() ?? [];
}
