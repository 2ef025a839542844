using System.Net;
using System.Text.Json;
using DustWatch.Backends.Accounts;
using DustWatch.Measurements;
using DustWatch.Tests.Evidence;
using NUnit.Framework;

namespace DustWatch.Tests.Api;

/// <summary><c>GET alerts/{id}/evidence</c> of the real server, and a script that computes its number again.</summary>
public sealed class EvidenceApiTests
{
    [Test]
    public async Task A_third_party_computes_an_alerts_number_again()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = await served.AsAsync(UserRole.Viewer);
        await SendShiftAsync(served);

        var timeline = await ServedInstallation.EventuallyAsync(() => TimelineAsync(client, "twa-resp", "severe"));
        var levels = new List<string>();
        foreach (var seq in timeline.Select(e => e.GetProperty("seq").GetInt64()))
        {
            levels.Add(await CheckAsync(client, timeline, $"?transition={seq}"));
        }

        Assert.That(levels, Is.SupersetOf(new[] { "projected", "exceeded", "severe" }));
        Assert.That(await CheckAsync(client, timeline, ""), Is.EqualTo("severe"), "the one that decided the level");

        var noise = await ServedInstallation.EventuallyAsync(() => TimelineAsync(client, "lex", "exceeded"));
        Assert.That(await CheckAsync(client, noise, ""), Is.EqualTo("exceeded"));
    }

    [Test]
    public async Task A_third_party_finds_the_runs_of_peak_exposures_again()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = await served.AsAsync(UserRole.Viewer);
        await SendShiftAsync(served);

        var peaks = await ServedInstallation.EventuallyAsync(() => TimelineAsync(client, "pe-resp", "severe"));

        Assert.That(await CheckAsync(client, peaks, ""), Is.EqualTo("severe"));
        using var evidence = JsonDocument.Parse(await client.GetStringAsync($"api/v1/alerts/{IdOf(peaks)}/evidence"));
        var run = evidence.RootElement.GetProperty("runs").EnumerateArray().Single();
        Assert.That(run.GetProperty("length").GetString(), Is.EqualTo("PT1M"), "severe at once");
        Assert.That(evidence.RootElement.GetProperty("bound").GetDecimal(), Is.EqualTo(2.1m));
        using var brief = JsonDocument.Parse(await client.GetStringAsync($"api/v1/alerts/{IdOf(peaks)}/evidence?samples=none"));
        Assert.That(brief.RootElement.GetProperty("samples").GetArrayLength(), Is.Zero);
        Assert.That(brief.RootElement.GetProperty("hashes").GetRawText(), Is.EqualTo(evidence.RootElement.GetProperty("hashes").GetRawText()));
    }

    [Test]
    public async Task Evidence_is_within_scope_and_for_known_transitions()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var all = await served.AsAsync(UserRole.Viewer);
        using var north = await served.AsAsync(UserRole.Officer, "north", "e1");
        using var south = await served.AsAsync(UserRole.Inspector, "south");
        await SendShiftAsync(served);
        var id = IdOf(await ServedInstallation.EventuallyAsync(() => TimelineAsync(all, "twa-resp", "severe")));

        async Task<HttpStatusCode> StatusAsync(HttpClient client, string query = "")
        {
            using var answer = await client.GetAsync($"api/v1/alerts/{id}/evidence{query}");
            return answer.StatusCode;
        }

        Assert.That(await StatusAsync(north), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await StatusAsync(south), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await StatusAsync(all, "?transition=999999"), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await StatusAsync(all, "?transition=last"), Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await StatusAsync(all, "?samples=some"), Is.EqualTo(HttpStatusCode.BadRequest));
    }

    // A shift of four days ago: quiet, then loud; and noise of 90 dB throughout.
    private static async Task SendShiftAsync(ServedInstallation served)
    {
        var day = Instant.Now(TimeProvider.System).Milliseconds / 86_400_000;
        var start = new Instant((day - 4) * 86_400_000);
        var samples = new List<Sample>();
        for (var minute = 1; minute <= 480; minute++)
        {
            var (t, flag) = (start.Plus(minute * 60_000), minute % 50 == 0 ? SampleFlag.Calibration : default);
            samples.Add(new Sample(t, minute <= 300 ? 350_123 : 4_000_001 + minute, 0, Quantity.DustRespirable, flag));
            samples.Add(new Sample(t, 9000 + (minute % 7), 0, Quantity.NoiseLaeq, flag));
        }

        await served.Installation.Log.AppendAsync(samples.ToArray());
    }

    private static async Task<string> CheckAsync(HttpClient client, IReadOnlyList<JsonElement> timeline, string query)
    {
        var json = await client.GetStringAsync($"api/v1/alerts/{IdOf(timeline)}/evidence{query}");
        using var document = JsonDocument.Parse(json);
        var evidence = document.RootElement;
        Assert.That(evidence.GetProperty("complete").GetBoolean(), json[..Math.Min(2000, json.Length)]);
        var again = await Recomputed.FromAsync(json);
        Assert.That(again.Value, Is.EqualTo(evidence.GetProperty("value").GetDouble()).Within(1e-9));
        var runs = evidence.GetProperty("runs").EnumerateArray().Select(run => (run.GetProperty("start").GetString(), run.GetProperty("open").GetBoolean()));
        Assert.That(again.Runs.Select(run => (new Instant(run.Start).ToString(), run.Open)), Is.EqualTo(runs));
        Assert.That(again.Samples, Is.EqualTo(evidence.GetProperty("hashes").GetProperty("samples").GetString()));
        Assert.That(again.Entry, Is.EqualTo(evidence.GetProperty("hashes").GetProperty("hash").GetString()));
        Assert.That(evidence.GetProperty("standard").GetString(), Does.StartWith("GBZ 2."));
        Assert.That(evidence.GetProperty("device").GetProperty("ids")[0].GetString(), Is.EqualTo("d1"));
        return evidence.GetProperty("transition").GetProperty("to").GetString() ?? "";
    }

    private static string IdOf(IReadOnlyList<JsonElement> timeline) => timeline[0].GetProperty("alert").GetString() ?? "";

    // The transitions of the point's newest alert under a rule, once one of them has gone to this level.
    private static async Task<IReadOnlyList<JsonElement>?> TimelineAsync(HttpClient client, string rule, string level)
    {
        using var alerts = JsonDocument.Parse(await client.GetStringAsync("api/v1/alerts?point=p1"));
        foreach (var alert in alerts.RootElement.GetProperty("items").EnumerateArray().Where(a => a.GetProperty("rule").GetString() == rule))
        {
            var id = alert.GetProperty("id").GetString();
            using var detail = JsonDocument.Parse(await client.GetStringAsync($"api/v1/alerts/{id}"));
            var entries = detail.RootElement.GetProperty("timeline").EnumerateArray().Where(e => e.GetProperty("kind").GetString() == "transition").ToList();
            if (entries.Any(e => e.GetProperty("to").GetString() == level))
            {
                return [.. entries.Select(e => JsonSerializer.SerializeToElement(new { alert = id, seq = e.GetProperty("seq").GetInt64() }))];
            }
        }

        return null;
    }
}
