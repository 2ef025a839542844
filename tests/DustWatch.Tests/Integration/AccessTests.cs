using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>Who sees and may do what: nothing without a sign-in, nothing outside one's scope, nothing beyond one's role, nothing for a page elsewhere.</summary>
[TestFixture]
internal sealed class AccessTests
{
    private const string Registry = """
        {"districts":[{"id":"da","name":"A"},{"id":"db","name":"B"}],
         "enterprises":[{"id":"ea","name":"A","district":"da"},{"id":"eb","name":"B","district":"db"}],
         "points":[{"id":"pa","enterprise":"ea","agent":"noise","quantities":["noise_laeq"],"interval":"PT1S"},
                   {"id":"pb","enterprise":"eb","agent":"noise","quantities":["noise_laeq"],"interval":"PT1S"}],
         "devices":[{"id":"dev-a","points":["pa"],"protocol":"mqtt"},{"id":"dev-b","points":["pb"],"protocol":"mqtt"},{"id":"dev-ab","points":["pa","pb"],"protocol":"mqtt"}]}
        """;

    private readonly Dictionary<string, ApiClient> _callers = [];
    private TestInstallation _site = null!; // set before the first test
    private ApiClient _nobody = null!;
    private string _alertA = "";
    private string _alertB = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _site = await TestInstallation.StartAsync(Registry, "--Mqtt:AllowAnonymous=true");
        _nobody = new ApiClient(_site.Server.Address);
        await using (var client = await _site.ConnectAsync())
        {
            foreach (var (enterprise, point) in new[] { ("ea", "pa"), ("eb", "pb") })
            {
                var payload = Encoding.UTF8.GetBytes($$"""{"ts":{{Wall.MinutesAgo(5)}},"noise_laeq":140}""");
                Assert.That(await client.PublishAsync($"dustwatch/v1/{enterprise}/{point}/data", payload, MqttQos.AtLeastOnce), Is.EqualTo(MqttReasonCode.Success));
            }
        }

        await _site.Api.WaitUntilReadAsync();
        _alertA = (string?)(await _site.Api.ItemsAsync("alerts?point=pa")).Single()["id"] ?? "";
        _alertB = (string?)(await _site.Api.ItemsAsync("alerts?point=pb")).Single()["id"] ?? "";
        await AddAsync("officer-a", "officer", "--enterprise", "ea");
        await AddAsync("inspector-a", "inspector", "--district", "da");
        await AddAsync("operator", "operator");
        await AddAsync("viewer", "viewer");
        await AddAsync("service", "service");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        foreach (var caller in _callers.Values)
        {
            caller.Dispose();
        }

        _nobody.Dispose();
        await _site.DisposeAsync();
    }

    [TestCase("GET", "api/v1/points")]
    [TestCase("GET", "api/v1/points/pa")]
    [TestCase("GET", "api/v1/points/pa/history?quantity=noise_laeq")]
    [TestCase("GET", "api/v1/points/pa/exposure")]
    [TestCase("GET", "api/v1/points/pa/shifts")]
    [TestCase("GET", "api/v1/points/pa/verdicts")]
    [TestCase("GET", "api/v1/alerts")]
    [TestCase("GET", "api/v1/alerts/x")]
    [TestCase("POST", "api/v1/alerts/x/acknowledge")]
    [TestCase("GET", "api/v1/devices/dev-a/diagnostics")]
    [TestCase("POST", "api/v1/devices/dev-a/quarantine/readmit")]
    [TestCase("GET", "api/v1/rules")]
    [TestCase("PUT", "api/v1/rules")]
    [TestCase("GET", "api/v1/rules/lex")]
    [TestCase("PUT", "api/v1/rules/lex")]
    [TestCase("DELETE", "api/v1/rules/lex")]
    [TestCase("GET", "api/v1/sessions/current")]
    [TestCase("DELETE", "api/v1/sessions/current")]
    [TestCase("POST", "api/v1/sessions/current/password")]
    [TestCase("GET", "api/v1/no/such/thing")]
    [TestCase("GET", "hub")]
    [TestCase("POST", "hub/negotiate?negotiateVersion=1")]
    public async Task Needs_a_sign_in(string method, string path)
    {
        using var impostor = new ApiClient(_site.Server.Address, "no-token-at-all");
        foreach (var caller in new[] { _nobody, impostor })
        {
            using var response = await caller.SendAsync(new HttpMethod(method), path, method is "POST" or "PUT" ? new { } : null);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
        }
    }

    [TestCase("healthz")]
    [TestCase("readyz")]
    [TestCase("metrics")]
    [TestCase("")]
    [TestCase("icon.svg")]
    [TestCase("sign-in")]
    [TestCase("alerts/some-alert")]
    public async Task Is_open_to_everybody(string path)
    {
        using var response = await _nobody.SendAsync(HttpMethod.Get, path);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
    }

    [TestCase("officer-a")]
    [TestCase("inspector-a")]
    public async Task Shows_a_caller_its_own_part_of_the_world_alone(string name)
    {
        var caller = _callers[name];
        Assert.Multiple(async () =>
        {
            Assert.That((await caller.ItemsAsync("points")).Select(p => (string?)p["id"]), Is.EqualTo(new[] { "pa" }));
            Assert.That((await caller.ItemsAsync("alerts")).Select(a => (string?)a["id"]), Is.EqualTo(new[] { _alertA }));
            Assert.That((string?)(await caller.GetAsync($"alerts/{_alertA}"))["id"], Is.EqualTo(_alertA));
            foreach (var filter in new[] { "district=db", "enterprise=eb", "point=pb" })
            {
                Assert.That(await caller.ItemsAsync($"alerts?{filter}"), Is.Empty, filter);
            }

            foreach (var filter in new[] { "district=db", "enterprise=eb" })
            {
                Assert.That(await caller.ItemsAsync($"points?{filter}"), Is.Empty, filter);
            }
        });
    }

    [Test]
    public async Task Knows_nothing_of_what_is_outside_the_callers_scope(
        [Values("officer-a", "inspector-a")] string name,
        [Values("points/pb", "points/pb/history?quantity=noise_laeq", "points/pb/exposure", "points/pb/shifts", "points/pb/verdicts", "alerts/B", "devices/dev-b/diagnostics", "devices/dev-ab/diagnostics", "devices/anonymous/diagnostics", "points/none", "alerts/none", "devices/none/diagnostics")] string path)
    {
        Assert.That(await _callers[name].StatusAsync(HttpMethod.Get, path.Replace("alerts/B", $"alerts/{_alertB}", StringComparison.Ordinal)), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Acknowledges_nothing_outside_the_callers_scope()
    {
        Assert.That(await _callers["officer-a"].StatusAsync(HttpMethod.Post, $"alerts/{_alertB}/acknowledge", new { }), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((bool?)(await _site.Api.GetAsync($"alerts/{_alertB}"))["acknowledged"], Is.False);
    }

    [TestCase("viewer")]
    [TestCase("service")]
    public async Task Lets_those_who_only_look_neither_acknowledge_nor_diagnose(string name)
    {
        Assert.That(await _callers[name].StatusAsync(HttpMethod.Post, $"alerts/{_alertB}/acknowledge", new { }), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await _callers[name].StatusAsync(HttpMethod.Get, "devices/dev-b/diagnostics"), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await _callers[name].StatusAsync(HttpMethod.Get, $"alerts/{_alertB}"), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Acknowledges_with_a_comment_and_who_it_was()
    {
        using var response = await _callers["officer-a"].SendAsync(HttpMethod.Post, $"api/v1/alerts/{_alertA}/acknowledge", new { comment = "<b>seen</b>" });
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((bool?)(await ApiClient.ReadAsync(response))["acknowledged"], Is.True);
        var entry = (await _site.Api.GetAsync($"alerts/{_alertA}"))["timeline"]!.AsArray().Last()!; // it has been acknowledged
        Assert.That(((string?)entry["actor"], (string?)entry["text"]), Is.EqualTo(("officer-a", "<b>seen</b>")));
    }

    [Test]
    public async Task Takes_no_change_with_the_cookie_alone()
    {
        var cookie = ("Cookie", $"dustwatch={_callers["operator"].Token}");
        var path = $"alerts/{_alertB}/acknowledge";
        Assert.That(await _nobody.StatusAsync(HttpMethod.Get, "points", null, cookie), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await _nobody.StatusAsync(HttpMethod.Post, path, new { }, cookie), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await _nobody.StatusAsync(HttpMethod.Delete, "sessions/current", null, cookie), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await _nobody.StatusAsync(HttpMethod.Post, path, new { }, cookie, ("X-DustWatch", "1")), Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("evil.example")]
    [TestCase("127.0.0.1.evil.example")]
    [TestCase("10.0.0.1")]
    public async Task Refuses_a_foreign_host(string host)
    {
        foreach (var path in new[] { "", "healthz", "api/v1/points", "hub" })
        {
            using var response = await _callers["operator"].SendAsync(HttpMethod.Get, path, null, ("Host", host));
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), path);
        }
    }

    [Test]
    public async Task Answers_to_every_name_of_this_machine([Values("localhost", "127.0.0.1", "[::1]")] string host) =>
        Assert.That(await _callers["operator"].StatusAsync(HttpMethod.Get, "points", null, ("Host", $"{host}:{_site.Server.Address.Port}")), Is.EqualTo(HttpStatusCode.OK));

    [Test]
    public async Task Refuses_a_foreign_origin_where_something_could_be_changed([Values("https://evil.example", "null", "http://127.0.0.1:1")] string origin)
    {
        var (caller, header) = (_callers["operator"], ("Origin", origin));
        Assert.That(await caller.StatusAsync(HttpMethod.Post, $"alerts/{_alertB}/acknowledge", new { }, header), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await caller.StatusAsync(HttpMethod.Post, "sessions", new { link = "x" }, header), Is.EqualTo(HttpStatusCode.Forbidden));
        foreach (var (method, path) in new[] { (HttpMethod.Post, "hub/negotiate?negotiateVersion=1"), (HttpMethod.Get, "hub") })
        {
            using var response = await caller.SendAsync(method, path, null, header);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), path);
        }
    }

    [Test]
    public async Task Takes_its_own_origin()
    {
        using var response = await _callers["operator"].SendAsync(
            HttpMethod.Post, "hub/negotiate?negotiateVersion=1", null, ("Origin", _site.Server.Address.GetLeftPart(UriPartial.Authority)));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("points?limit=0", "limit")]
    [TestCase("points/pa/history", "quantity")]
    [TestCase("points/pa/history?quantity=noise_laeq&step=often", "step")]
    [TestCase("points/pa/history?quantity=noise_laeq&from=yesterday", "from")]
    [TestCase("alerts?level=loud", "level")]
    [TestCase("alerts?state=open", "state")]
    public async Task Names_what_is_wrong_with_a_query(string path, string key)
    {
        using var response = await _callers["viewer"].SendAsync(HttpMethod.Get, "api/v1/" + path);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(((JsonObject?)(await ApiClient.ReadAsync(response))["errors"])?.Select(e => e.Key), Is.EqualTo(new[] { key }));
    }

    private async Task AddAsync(string name, string role, params string[] scope)
    {
        await _site.DoAsync(["user", "add", name, "--role", role, .. scope]);
        _callers.Add(name, new ApiClient(_site.Server.Address, (await _site.DoAsync("user", "token", name)).Single()));
    }
}
