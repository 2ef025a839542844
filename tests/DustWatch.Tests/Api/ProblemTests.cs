using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using DustWatch.Backends.Accounts;
using NUnit.Framework;

namespace DustWatch.Tests.Api;

/// <summary>Every refusal is a problem of RFC 9457 that helps.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class ProblemTests
{
    private ServedInstallation _served = null!; // by the set-up
    private HttpClient _operator = null!; // by the set-up
    private HttpClient _nobody = null!; // by the set-up

    [OneTimeSetUp]
    public async Task ServeAsync()
    {
        _served = await ServedInstallation.StartAsync();
        _operator = await _served.AsAsync(UserRole.Operator);
        _nobody = _served.Nobody();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _operator.Dispose();
        _nobody.Dispose();
        await _served.DisposeAsync();
    }

    [TestCase("api/v1/alerts?level=loud", "level", "'loud' is no level")]
    [TestCase("api/v1/alerts?state=ACTIVE_UNACK,GONE", "state", "'GONE' is none of")]
    [TestCase("api/v1/alerts?from=yesterday", "from", "must be a time")]
    [TestCase("api/v1/alerts?to=0001-01-01T00:00:00Z", "to", "must be a time")]
    [TestCase("api/v1/alerts?limit=0", "limit", "whole number from 1")]
    [TestCase("api/v1/alerts?cursor=x", "cursor", "'next'")]
    [TestCase("api/v1/points?cursor=-1", "cursor", "'next'")]
    [TestCase("api/v1/points/p1/history", "quantity", "must be one of")]
    [TestCase("api/v1/points/p1/history?quantity=dust", "quantity", "must be one of")]
    [TestCase("api/v1/points/p1/history?quantity=tsp&step=1m", "step", "duration")]
    [TestCase("api/v1/points/p1/history?quantity=tsp&step=PT0.001S", "step", "more than")]
    [TestCase("api/v1/points/p1/verdicts?from=2025-01-01T00:00:00Z&to=2025-06-01T00:00:00Z", "from", "at most 92 days")]
    public async Task A_query_that_is_not_right_names_the_parameter(string address, string field, string why)
    {
        using var answer = await _operator.GetAsync(address);
        var problem = await ReadAsync(answer, HttpStatusCode.BadRequest);
        Assert.That(problem.GetProperty("errors").GetProperty(field)[0].GetString(), Does.Contain(why));
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain(field));
    }

    [TestCase("{\"link\":5}", "link")]
    [TestCase("{\"user\":{}}", "user")]
    [TestCase("{\"link\":\"\\ud800\"}", "link")]
    [TestCase("{\"link\":", "link")]
    [TestCase("{\"link\":\"a\"} x", "$")]
    [TestCase("[]", "$")]
    [TestCase("not json", "$")]
    public async Task A_malformed_body_names_the_field(string body, string field)
    {
        using var answer = await _nobody.PostAsync("api/v1/sessions", Json(body));
        var problem = await ReadAsync(answer, HttpStatusCode.BadRequest);
        Assert.That(problem.GetProperty("errors").EnumerateObject().Select(e => e.Name), Does.Contain(field));
    }

    [TestCase("")]
    [TestCase("null")]
    public async Task A_missing_body_is_asked_for(string body)
    {
        using var answer = await _nobody.PostAsync("api/v1/sessions", Json(body));
        Assert.That((await ReadAsync(answer, HttpStatusCode.BadRequest)).GetProperty("detail").GetString(), Does.Contain("JSON object"));
    }

    [TestCase("GET", "api/v1/points", 401, "Sign in")]
    [TestCase("GET", "api/v1/nothing", 401, "Sign in")]
    [TestCase("POST", "api/v1/points", 401, "Sign in")]
    [TestCase("GET", "hub", 401, "Sign in")]
    public async Task Nobody_is_told_to_sign_in(string method, string address, int status, string detail)
    {
        using var answer = await _nobody.SendAsync(new HttpRequestMessage(new HttpMethod(method), address));
        Assert.That((await ReadAsync(answer, (HttpStatusCode)status)).GetProperty("detail").GetString(), Does.Contain(detail));
        Assert.That(answer.Headers.WwwAuthenticate.Single().Scheme, Is.EqualTo("Bearer"));
    }

    [TestCase("api/v1/points/p9")]
    [TestCase("api/v1/points/p9/exposure")]
    [TestCase("api/v1/points/p9/verdicts")]
    [TestCase("api/v1/alerts/p1~twa-resp~0")]
    [TestCase("api/v1/alerts/p1~twa-resp~0/evidence")]
    [TestCase("api/v1/devices/d9/diagnostics")]
    [TestCase("api/v1/nothing")]
    [TestCase("api/v1/file.json")]
    [TestCase("openapi/v2.json")]
    [TestCase("missing.js")]
    public async Task What_is_not_there_is_404(string address)
    {
        using var answer = await _operator.GetAsync(address);
        Assert.That((await ReadAsync(answer, HttpStatusCode.NotFound)).GetProperty("detail").GetString(), Is.Not.Empty);
    }

    [TestCase("POST", "api/v1/points", "GET")]
    [TestCase("DELETE", "api/v1/points/p1", "GET")]
    [TestCase("GET", "api/v1/alerts/x/acknowledge", "POST")]
    [TestCase("PUT", "api/v1/sessions/current", "DELETE, GET")]
    [TestCase("POST", "healthz", "GET, HEAD")]
    public async Task Another_method_is_405_and_names_those_that_are_taken(string method, string address, string allowed)
    {
        using var answer = await _operator.SendAsync(new HttpRequestMessage(new HttpMethod(method), address));
        Assert.That((await ReadAsync(answer, HttpStatusCode.MethodNotAllowed)).GetProperty("detail").GetString(), Does.Contain(allowed));
        Assert.That(string.Join(", ", answer.Content.Headers.Allow), Is.EqualTo(allowed));
    }

    [Test]
    public async Task A_role_that_may_not_is_403()
    {
        using var viewer = await _served.AsAsync(UserRole.Viewer);
        using var answer = await viewer.PostAsync("api/v1/alerts/x/acknowledge", Json("{}"));
        Assert.That((await ReadAsync(answer, HttpStatusCode.Forbidden)).GetProperty("detail").GetString(), Does.Contain("role"));
    }

    [Test]
    public async Task A_body_that_is_too_large_is_413()
    {
        using var answer = await _nobody.PostAsync("api/v1/sessions", Json($$"""{"link":"{{new string('x', 1_100_000)}}"}"""));
        Assert.That((await ReadAsync(answer, HttpStatusCode.RequestEntityTooLarge)).GetProperty("detail").GetString(), Does.Contain("1048576"));
    }

    [Test]
    public async Task A_body_that_is_no_json_is_415()
    {
        using var answer = await _nobody.PostAsync("api/v1/sessions", new StringContent("link=x", Encoding.UTF8, "application/x-www-form-urlencoded"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType), "not 401: nobody has to sign in to sign in");
        Assert.That((await ReadAsync(answer, HttpStatusCode.UnsupportedMediaType)).GetProperty("detail").GetString(), Does.Contain("application/json"));
    }

    [Test]
    public async Task Whatever_is_accepted_a_problem_is_answered()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "missing.js");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        using var answer = await _nobody.SendAsync(request);
        await ReadAsync(answer, HttpStatusCode.NotFound);
    }

    [Test]
    public async Task An_exception_is_500_without_its_text_and_with_the_security_headers()
    {
        await using var broken = await ServedInstallation.StartAsync();
        using var client = await broken.AsAsync(UserRole.Operator);
        await broken.Installation.History.DisposeAsync();
        using var answer = await client.GetAsync("api/v1/points/p1/history?quantity=tsp");
        var problem = await ReadAsync(answer, HttpStatusCode.InternalServerError);
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("log").And.Not.Contain("Sqlite"));
    }

    [Test]
    public async Task Too_many_guesses_are_429_even_all_at_once_or_with_a_success_between()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = served.Nobody();
        async Task<HttpStatusCode> GuessAsync()
        {
            using var answer = await client.PostAsync("api/v1/sessions", Json("""{"user":"admin","password":"1234567890"}"""));
            return answer.StatusCode;
        }

        var guesses = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => GuessAsync()));
        Assert.That(guesses, Is.All.EqualTo(HttpStatusCode.Unauthorized));

        await served.Installation.Users.AddAsync(new User("own", UserRole.Viewer, null, null), null);
        var link = await served.Installation.SignIns.MakeLinkAsync("own", TimeSpan.FromMinutes(1), isReusable: false, null);
        using var success = await client.PostAsync("api/v1/sessions", Json($$"""{"link":"{{link?.Value}}"}"""));
        Assert.That(success.StatusCode, Is.EqualTo(HttpStatusCode.OK));

        var more = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GuessAsync()));
        Assert.That(more.Count(s => s == HttpStatusCode.Unauthorized), Is.EqualTo(1), "a success forgives no failure, and none goes past while others are under way");

        using var refused = await client.PostAsync("api/v1/sessions", Json("{}"));
        Assert.That((await ReadAsync(refused, HttpStatusCode.TooManyRequests)).GetProperty("detail").GetString(), Does.Contain("Wait"));
        Assert.That(refused.Headers.RetryAfter, Is.Not.Null);
    }

    [Test]
    public async Task A_request_that_is_no_http_harms_nobody()
    {
        Assert.That(await SendRawAsync("\u0016\u0003\u0001 no http at all\r\n\r\n"), Does.StartWith("HTTP/1.1 400"));
        using var answer = await _nobody.GetAsync("healthz");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_path_that_climbs_out_of_the_pages_folder_gets_the_page_and_no_file() =>
        Assert.That(
            await SendRawAsync("GET /../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"),
            Does.StartWith("HTTP/1.1 200").And.Contains("<div id=\"app\">").And.Not.Contains("root:"));

    private async Task<string> SendRawAsync(string request)
    {
        using var raw = new TcpClient();
        await raw.ConnectAsync("127.0.0.1", _served.Address.Port);
        await raw.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(raw.GetStream());
        return await reader.ReadToEndAsync();
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(status), text);
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"), text);
        Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'self'"));
        using var document = JsonDocument.Parse(text);
        Assert.That(document.RootElement.GetProperty("title").GetString(), Is.Not.Empty);
        Assert.That(document.RootElement.GetProperty("status").GetInt32(), Is.EqualTo((int)status));
        return document.RootElement.Clone();
    }
}
