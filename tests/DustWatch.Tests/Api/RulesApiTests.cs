using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DustWatch.Backends.Accounts;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Api;

/// <summary><c>rules</c> and <c>rules/{id}</c> of the real server.</summary>
public sealed class RulesApiTests
{
    private const string Site = """{"quantity":"dust_respirable","window":{"kind":"sliding","length":"PT15M"},"aggregate":"mean","minCoverage":0,"levels":[{"level":"exceeded","above":0.3}]}""";

    [Test]
    public async Task A_rule_that_starts_while_its_condition_already_holds_fires_without_a_new_sample()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = await served.AsAsync(UserRole.Administrator);
        var now = Instant.Now(TimeProvider.System);
        await served.Installation.Log.AppendAsync([Dust(now.Plus(-60_000), 400_000), Dust(now, 400_000)]);
        using var put = await PutAsync(client, "rules/site", Site);
        Assert.That(put.StatusCode, Is.EqualTo(HttpStatusCode.OK), await put.Content.ReadAsStringAsync());
        Assert.That(put.Headers.ETag?.Tag, Is.EqualTo("\"1\""));

        var alert = await AlertAsync(client, "site", isActive: true);
        Assert.That(((string?)alert["point"], (string?)alert["level"], (double?)alert["value"]), Is.EqualTo(("p1", "exceeded", 0.4)));
        var evidence = await GetAsync(client, $"alerts/{alert["id"]}/evidence");
        Assert.That(((string?)evidence["rule"]?["id"], (string?)evidence["rule"]?["version"]), Is.EqualTo(("site", "rules-1")));

        using var deleted = await client.DeleteAsync("api/v1/rules/site");
        Assert.That(deleted.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var after = await AlertAsync(client, "site", isActive: false);
        var timeline = (await GetAsync(client, $"alerts/{alert["id"]}"))["timeline"]!.AsArray(); // every alert has one
        Assert.That(((string?)after["id"], (string?)timeline[^1]?["reason"]), Is.EqualTo(((string?)alert["id"], "rule-changed")));
        var old = await GetAsync(client, $"alerts/{alert["id"]}/evidence?transition={timeline[^1]?["seq"]}");
        Assert.That((string?)old["rule"]?["version"], Is.EqualTo("rules-1"), "of the rule that held before");
    }

    [Test]
    public async Task Own_rules_stand_beside_the_default_ones_until_a_whole_set_is_put()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = await served.AsAsync(UserRole.Administrator);
        var first = await GetAsync(client, "rules");
        Assert.That(((int?)first["version"], (bool?)first["isDefault"]), Is.EqualTo((0, true)));
        Assert.That(IdsOf(first), Does.Contain("twa-resp").And.Contain("lex").And.Contain("offline"));

        (await PutAsync(client, "rules/site", Site)).EnsureSuccessStatusCode().Dispose();
        var beside = await GetAsync(client, "rules");
        Assert.That(((bool?)beside["isDefault"], (bool?)beside["defaults"]), Is.EqualTo((false, true)));
        Assert.That(IdsOf(beside), Is.EqualTo(new[] { "site" }));
        Assert.That(await ExposuresAsync(client), Does.Contain("twa-resp").And.Contain("site"));

        using var whole = await PutAsync(client, "rules", $$"""{"rules":[{"id":"m15",{{Site[1..]}}]}""");
        Assert.That((bool?)(await ReadAsync(whole))["defaults"], Is.False);
        Assert.That(await ServedInstallation.EventuallyAsync(async () => await ExposuresAsync(client) is ["m15"] only ? only : null), Has.Count.EqualTo(1));

        using var back = await PutAsync(client, "rules", """{"defaults":true,"rules":[]}""");
        var view = await ReadAsync(back);
        Assert.That(((bool?)view["isDefault"], (int?)view["version"]), Is.EqualTo((true, 3)));
        Assert.That(await ServedInstallation.EventuallyAsync(async () => await ExposuresAsync(client) is [_, _, ..] many ? many : null), Does.Contain("twa-resp"));
    }

    [Test]
    public async Task What_get_answers_can_be_put_again()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = await served.AsAsync(UserRole.Administrator);
        foreach (var rule in (await GetAsync(client, "rules"))["rules"]!.AsArray()) // a list is never null
        {
            var id = (string?)rule!["id"]; // a rule has one
            using var one = await client.GetAsync($"api/v1/rules/{id}?point=p1");
            if (one.StatusCode == HttpStatusCode.OK)
            {
                using var put = await PutAsync(client, $"rules/{id}", await one.Content.ReadAsStringAsync());
                Assert.That(put.StatusCode, Is.EqualTo(HttpStatusCode.OK), await put.Content.ReadAsStringAsync());
            }
        }

        Assert.That(IdsOf(await GetAsync(client, "rules")), Does.Contain("twa-resp").And.Contain("pe-resp").And.Contain("lex"));
    }

    [Test]
    public async Task A_change_of_another_version_says_what_has_changed()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = await served.AsAsync(UserRole.Administrator);
        using var first = await PutAsync(client, "rules/a", Site, "\"0\"");
        using var second = await PutAsync(client, "rules/b", Site, "\"1\"");
        Assert.That((first.StatusCode, second.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));

        using var stale = await PutAsync(client, "rules/a", Site.Replace("0.3", "0.5", StringComparison.Ordinal), "\"1\"");
        Assert.That(stale.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        var problem = await ReadAsync(stale);
        Assert.That(((int?)problem["version"], problem["changed"]?.ToJsonString()), Is.EqualTo((2, """["b"]""")));
        using var remove = new HttpRequestMessage(HttpMethod.Delete, "api/v1/rules/a");
        remove.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        using var removed = await client.SendAsync(remove);
        Assert.That(removed.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        using var noVersion = await PutAsync(client, "rules/a", Site, "\"new\"");
        Assert.That(noVersion.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((int?)(await GetAsync(client, "rules"))["version"], Is.EqualTo(2));
    }

    [Test]
    public async Task Every_fault_is_named_at_once_and_nothing_is_taken()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = await served.AsAsync(UserRole.Administrator);
        using var whole = await PutAsync(client, "rules", """{"rules":[{"id":"a b","quantity":"dust","window":{"kind":"tilting"},"levels":[]}]}""");
        Assert.That(whole.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await ReadAsync(whole))["errors"]!.AsObject().Select(e => e.Key), Is.EquivalentTo(new[] { "rules[0].id", "rules[0].quantity", "rules[0].window.kind", "rules[0].levels" })); // a 400 has them
        using var one = await PutAsync(client, "rules/x", """{"id":"x","quantity":"dust_total","window":{"kind":"shift"},"aggregate":"median","levels":[{"level":"exceeded","above":1}]}""");
        Assert.That((await ReadAsync(one))["errors"]!.AsObject().Select(e => e.Key), Is.EqualTo(new[] { "aggregate" })); // a 400 has them
        using var other = await PutAsync(client, "rules/x", """{"id":"y"}""");
        Assert.That((await ReadAsync(other))["errors"]!.AsObject().Select(e => e.Key), Is.EqualTo(new[] { "id" })); // a 400 has them
        foreach (var body in new[] { "[]", "1", "null", "{" })
        {
            using var wrong = await PutAsync(client, "rules/x", body);
            Assert.That(wrong.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), body);
        }

        Assert.That((int?)(await GetAsync(client, "rules"))["version"], Is.Zero);
    }

    [Test]
    public async Task What_no_point_can_meet_is_a_warning()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = await served.AsAsync(UserRole.Administrator);
        using var put = await PutAsync(client, "rules/x", $$"""{"points":["nowhere"],{{Site[1..]}}""");
        Assert.That((await ReadAsync(put))["warnings"]!.AsArray().Select(f => (string?)f!["path"]), Is.EqualTo(new[] { "rules[0].points" })); // each is an object
    }

    [Test]
    public async Task Rules_are_changed_by_administrators_of_everything_and_seen_within_scope()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var administrator = await served.AsAsync(UserRole.Administrator);
        (await PutAsync(administrator, "rules/south", $$"""{"points":["p2"],{{Site[1..]}}""")).EnsureSuccessStatusCode().Dispose();
        (await PutAsync(administrator, "rules/both", $$"""{"points":["p1","p2"],{{Site[1..]}}""")).EnsureSuccessStatusCode().Dispose();

        using var nobody = served.Nobody();
        foreach (var role in Enum.GetValues<UserRole>())
        {
            using var caller = await served.AsAsync(role, "north", role == UserRole.Officer ? "e1" : null);
            foreach (var (client, status) in new[] { (nobody, HttpStatusCode.Unauthorized), (caller, HttpStatusCode.Forbidden) })
            {
                using var whole = await PutAsync(client, "rules", """{"rules":[]}""");
                using var one = await PutAsync(client, "rules/x", Site);
                using var gone = await client.DeleteAsync("api/v1/rules/south");
                Assert.That(new[] { whole.StatusCode, one.StatusCode, gone.StatusCode }, Is.All.EqualTo(status), $"{role}");
            }

            using var foreign = await caller.GetAsync("api/v1/rules/south");
            using var elsewhere = await caller.GetAsync("api/v1/rules/twa-resp?point=p2");
            Assert.That((foreign.StatusCode, elsewhere.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NotFound)));
            var seen = await GetAsync(caller, "rules");
            Assert.That(IdsOf(seen), Is.EqualTo(new[] { "both" }));
            Assert.That(seen["rules"]![0]!["points"]!.ToJsonString(), Is.EqualTo("""["p1"]"""), "its own points alone"); // the one above
        }

        using var list = await nobody.GetAsync("api/v1/rules");
        using var rule = await nobody.GetAsync("api/v1/rules/both");
        Assert.That((list.StatusCode, rule.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized)));
    }

    [Test]
    public async Task A_default_rule_is_replaced_and_not_deleted()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = await served.AsAsync(UserRole.Administrator);
        using var fixedRule = await client.DeleteAsync("api/v1/rules/twa-resp");
        using var none = await client.DeleteAsync("api/v1/rules/none");
        Assert.That((fixedRule.StatusCode, none.StatusCode), Is.EqualTo((HttpStatusCode.Conflict, HttpStatusCode.NotFound)));
        (await PutAsync(client, "rules/twa-resp", Site)).EnsureSuccessStatusCode().Dispose();
        using var own = await client.GetAsync("api/v1/rules/twa-resp");
        Assert.That((string?)(await ReadAsync(own))["window"]?["kind"], Is.EqualTo("sliding"));
        using var deleted = await client.DeleteAsync("api/v1/rules/twa-resp");
        Assert.That((bool?)(await ReadAsync(deleted))["isDefault"], Is.True);
    }

    [Test]
    public async Task Rules_hold_after_a_restart_and_are_in_the_ledger()
    {
        await using var served = await ServedInstallation.StartAsync();
        string? name;
        using (var client = await served.AsAsync(UserRole.Administrator))
        {
            name = (string?)(await GetAsync(client, "sessions/current"))["user"];
            await served.Installation.Log.AppendAsync([Dust(Instant.Now(TimeProvider.System), 100_000)]);
            (await PutAsync(client, "rules", $$"""{"rules":[{"id":"m15",{{Site[1..]}}]}""")).EnsureSuccessStatusCode().Dispose();
            await ServedInstallation.EventuallyAsync(async () => await ExposuresAsync(client) is ["m15"] only ? only : null);
        }

        await served.RestartAsync();
        using var again = await served.AsAsync(UserRole.Administrator);
        Assert.That(IdsOf(await GetAsync(again, "rules")), Is.EqualTo(new[] { "m15" }));
        await ServedInstallation.EventuallyAsync(async () => await ExposuresAsync(again) is ["m15"] only ? only : null);
        var point = (await GetAsync(again, "points/p1/exposure"))["rules"]![0]!; // the rule above
        Assert.That((double?)point["value"], Is.EqualTo(0.1));
        var digest = Convert.ToHexStringLower(SHA256.HashData(served.Installation.Rules.Current.Json.Span));
        var entries = Enumerable.Range(1, (int)served.Installation.Ledger.Head).Select(seq => served.Installation.Ledger.FindEntry(seq)).ToList();
        var entry = entries.Single(e => e?.Kind == "rules");
        Assert.That((entry?.Actor, entry?.Body), Is.EqualTo((name, $$"""{"version":1,"sha256":"{{digest}}"}""")));
    }

    private static Sample Dust(Instant time, long value) => new(time, value, 0, Quantity.DustRespirable, SampleFlag.Valid);

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, string path, string body, string? version = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"api/v1/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (version is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", version);
        }

        return await client.SendAsync(request);
    }

    private static async Task<JsonNode> GetAsync(HttpClient client, string path) =>
        JsonNode.Parse(await client.GetStringAsync($"api/v1/{path}")) ?? throw new InvalidOperationException("The answer is null.");

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer) =>
        await answer.Content.ReadFromJsonAsync<JsonNode>() ?? throw new InvalidOperationException("The answer is null.");

    private static IEnumerable<string?> IdsOf(JsonNode view) => view["rules"]!.AsArray().Select(rule => (string?)rule!["id"]); // a list of objects

    private static async Task<IReadOnlyList<string?>> ExposuresAsync(HttpClient client) =>
        [.. (await GetAsync(client, "points/p1/exposure"))["rules"]!.AsArray().Select(rule => (string?)rule!["rule"])]; // a list of objects

    private static Task<JsonNode> AlertAsync(HttpClient client, string rule, bool isActive) => ServedInstallation.EventuallyAsync(async () =>
        (await GetAsync(client, "alerts"))["items"]!.AsArray().FirstOrDefault(a => (string?)a!["rule"] == rule && (bool?)a["active"] == isActive)); // a list of objects
}
