using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using DustWatch.Backends.Accounts;
using DustWatch.Dashboard.Contracts;
using DustWatch.Dashboard.Push;
using DustWatch.Dashboard.Security;
using DustWatch.Measurements;
using DustWatch.Tests.Backends;
using NUnit.Framework;

namespace DustWatch.Tests.Api;

/// <summary>Ways around the guards that were thought of.</summary>
public sealed class GuardTests
{
    [TestCase("hub")]
    [TestCase("HUB")]
    [TestCase("Hub/negotiate")]
    [TestCase("mqtt")]
    [TestCase("MQTT/")]
    public async Task Hub_and_MQTT_refuse_a_foreign_origin_however_it_is_spelled(string address)
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = await served.AsAsync(UserRole.Viewer);
        client.DefaultRequestHeaders.Add("Origin", "http://127.0.0.1:1");
        using var answer = await client.GetAsync(address);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [TestCase(null, null, HttpStatusCode.Unauthorized)]
    [TestCase("Basic eDp5", null, HttpStatusCode.Unauthorized)]
    [TestCase("Bearer wrong", null, HttpStatusCode.Unauthorized)]
    [TestCase(null, "1", HttpStatusCode.NoContent)]
    public async Task A_change_with_the_cookie_needs_the_header(string? authorization, string? header, HttpStatusCode status)
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = served.Nobody();
        using var request = new HttpRequestMessage(HttpMethod.Delete, "api/v1/sessions/current");
        request.Headers.Add("Cookie", $"dustwatch={await served.TokenAsync(UserRole.Operator)}");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (header is not null)
        {
            request.Headers.Add("X-DustWatch", header);
        }

        using var answer = await client.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task A_token_in_the_address_is_for_the_hub_alone()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = served.Nobody();
        var token = await served.TokenAsync(UserRole.Operator);
        using var points = await client.GetAsync($"api/v1/points?access_token={token}");
        using var hub = await client.PostAsync($"hub/negotiate?negotiateVersion=1&access_token={token}", null);
        Assert.That((points.StatusCode, hub.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.OK)));
    }

    [Test]
    public async Task A_session_cookie_is_out_of_reach_and_its_answer_is_not_kept()
    {
        await using var served = await ServedInstallation.StartAsync();
        await served.Installation.Users.AddAsync(new User("u", UserRole.Viewer, null, null), null);
        var link = await served.Installation.SignIns.MakeLinkAsync("u", TimeSpan.FromMinutes(1), isReusable: false, null);
        using var client = served.Nobody();
        using var answer = await client.PostAsync("api/v1/sessions", new StringContent($$"""{"link":"{{link?.Value}}"}""", Encoding.UTF8, "application/json"));
        Assert.That(answer.Headers.GetValues("Set-Cookie").Single(), Does.Contain("httponly").And.Contain("samesite=strict").And.Contain("path=/"));
        Assert.That(answer.Headers.CacheControl?.NoStore, Is.True);
    }

    [Test]
    public async Task A_foreign_host_is_refused_with_the_security_headers()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = served.Nobody();
        client.DefaultRequestHeaders.Host = "evil.example";
        using var answer = await client.GetAsync("healthz");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(answer.Headers.Contains("X-Content-Type-Options"));
    }

    [TestCase("")]
    [TestCase("a/b")]
    [TestCase("a,b")]
    [TestCase("a|b")]
    public void A_watch_is_made_of_ids(string id)
    {
        Assert.That(Watch.IsRight(new WatchScope(null, null, id)), Is.False);
        Assert.That(Watch.IsRight(new WatchScope(id, null, null)), Is.False);
        Assert.That(Watch.IsRight(new WatchScope(null, id, null)), Is.False);
        Assert.That(Watch.IsRight(null), Is.False);
        Assert.That(Watch.IsRight(new WatchScope(null, "e1", "e1-p.1_x")), Is.True);
        Assert.That(Watch.IsRight(new WatchScope(null, null, new string('a', 65))), Is.False);
    }

    [Test]
    public void The_brake_counts_a_network_of_ipv6_and_a_mapped_address_as_one()
    {
        var clock = new ManualTime(new Instant(0));
        var throttle = new SignInThrottle(clock);
        for (var i = 0; i < 10; i++)
        {
            Assert.That(throttle.TryBegin(IPAddress.Parse($"2001:db8::{i}"), null), Is.True);
            Assert.That(throttle.TryBegin(IPAddress.Parse(i % 2 == 0 ? "192.0.2.1" : "::ffff:192.0.2.1"), null), Is.True);
        }

        Assert.That(throttle.TryBegin(IPAddress.Parse("2001:db8::ffff:1"), null), Is.False);
        Assert.That(throttle.TryBegin(IPAddress.Parse("2001:db8:0:1::1"), null), Is.True, "another network");
        Assert.That(throttle.TryBegin(IPAddress.Parse("192.0.2.1"), null), Is.False);

        clock.Now = new Instant(5 * 60_000);
        Assert.That(throttle.TryBegin(IPAddress.Parse("192.0.2.1"), null), Is.True);
    }

    [Test]
    public void The_brake_counts_a_users_name_whatever_the_address_and_links_not_at_all()
    {
        var clock = new ManualTime(new Instant(0));
        var throttle = new SignInThrottle(clock);
        IPAddress Address(int i) => new([10, 0, 0, (byte)i]);
        for (var i = 0; i < 30; i++)
        {
            Assert.That(throttle.TryBegin(Address(i), "wang"), Is.True);
        }

        Assert.That(throttle.TryBegin(Address(100), "wang"), Is.False);
        Assert.That(throttle.TryBegin(Address(100), "li"), Is.True, "another user");
        Assert.That(throttle.TryBegin(Address(100), null), Is.True, "a link");

        throttle.Succeed(Address(0), "wang");
        Assert.That(throttle.TryBegin(Address(101), "wang"), Is.True, "one that succeeded has not failed");
        Assert.That(throttle.TryBegin(Address(102), "wang"), Is.False);

        clock.Now = new Instant(5 * 60_000);
        Assert.That(throttle.TryBegin(Address(102), "wang"), Is.True);
    }

    [Test]
    public async Task A_new_password_is_taken_with_the_one_that_holds_and_ends_the_other_sessions()
    {
        const string First = "the first password";
        const string Second = "the second password";
        await using var served = await ServedInstallation.StartAsync();
        await served.Installation.Users.AddAsync(new User("u", UserRole.Viewer, null, null), null);
        var byLink = await OpenAsync(served, new { link = (await LinkAsync(served))?.Value });
        Assert.That((byLink.MustSet, byLink.MustState), Is.EqualTo((true, false)));
        Assert.That(await SetAsync(served, byLink.Token, new { password = First }), Is.EqualTo(HttpStatusCode.OK));

        var (mine, other) = (await OpenAsync(served, new { user = "u", password = First }), await OpenAsync(served, new { user = "u", password = First }));
        Assert.That((mine.MustSet, mine.MustState), Is.EqualTo((false, true)));
        Assert.That(await SetAsync(served, mine.Token, new { password = Second }), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await SetAsync(served, mine.Token, new { password = Second, current = "a wrong password" }), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await StatusAsync(served, other.Token), Is.EqualTo(HttpStatusCode.OK), "nothing has changed");
        Assert.That(await SetAsync(served, mine.Token, new { password = Second, current = First }), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await StatusAsync(served, mine.Token), Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await StatusAsync(served, other.Token), await StatusAsync(served, byLink.Token)), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized)));

        // Who has forgotten it comes by a link, which only an administrator can make.
        var again = await OpenAsync(served, new { link = (await LinkAsync(served))?.Value });
        Assert.That(again.MustState, Is.False);
        Assert.That(await SetAsync(served, again.Token, new { password = First }), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task An_open_session_is_no_place_to_guess_its_password()
    {
        await using var served = await ServedInstallation.StartAsync();
        await served.Installation.Users.AddAsync(new User("u", UserRole.Viewer, null, null), null);
        var first = await OpenAsync(served, new { link = (await LinkAsync(served))?.Value });
        await SetAsync(served, first.Token, new { password = "the first password" });
        var session = await OpenAsync(served, new { user = "u", password = "the first password" });
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            answers.Add(await SetAsync(served, session.Token, new { password = "the second password", current = $"guess {i}" }));
        }

        Assert.That(answers, Is.EqualTo(Enumerable.Repeat(HttpStatusCode.Forbidden, 10).Concat(Enumerable.Repeat(HttpStatusCode.TooManyRequests, 2))));
    }

    [TestCase("https", "dust.example", "max-age=31536000")]
    [TestCase("http", "dust.example", null)]
    [TestCase("https", "127.0.0.1", null)]
    public async Task A_browser_is_told_to_come_back_over_tls_alone(string scheme, string host, string? policy)
    {
        await using var served = await ServedInstallation.StartAsync("--Http:TrustedProxies=127.0.0.1", "--Http:PublicUrl=https://dust.example");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{served.Port}/") };
        client.DefaultRequestHeaders.Host = host;
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", scheme);
        using var answer = await client.GetAsync("healthz");
        Assert.That(answer.Headers.TryGetValues("Strict-Transport-Security", out var told) ? told.Single() : null, Is.EqualTo(policy));
    }

    [Test]
    public void The_brake_takes_any_number_of_addresses_in_bounded_room()
    {
        var throttle = new SignInThrottle(new ManualTime(new Instant(0)));
        for (var i = 0; i < 10_100; i++)
        {
            Assert.That(throttle.TryBegin(new IPAddress([10, 0, (byte)(i / 256), (byte)(i % 256)]), null), Is.True);
        }

        Assert.That(throttle.AddressesKept, Is.EqualTo(10_000));
    }

    [Test]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void The_control_sockets_folder_is_closed_again_when_it_was_open()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("control");
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);
        DustWatch.Dashboard.Pipeline.DataFolder.CreateOwn(path);
        Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));

        Directory.CreateSymbolicLink(folder.File("link"), path);
        Assert.That(() => DustWatch.Dashboard.Pipeline.DataFolder.CreateOwn(folder.File("link")), Throws.InstanceOf<IOException>());
    }

    private static Task<IssuedSecret?> LinkAsync(ServedInstallation served) => served.Installation.SignIns.MakeLinkAsync("u", TimeSpan.FromMinutes(1), isReusable: false, null);

    private static async Task<(string Token, bool MustSet, bool MustState)> OpenAsync(ServedInstallation served, object how)
    {
        using var client = served.Nobody();
        using var answer = await client.PostAsJsonAsync("api/v1/sessions", how);
        var session = JsonNode.Parse(await answer.Content.ReadAsStringAsync());
        return ((string?)session?["token"] ?? "", (bool?)session?["mustSetPassword"] ?? false, (bool?)session?["mustStatePassword"] ?? false);
    }

    private static async Task<HttpStatusCode> SetAsync(ServedInstallation served, string token, object how)
    {
        using var client = served.With(token);
        using var answer = await client.PostAsJsonAsync("api/v1/sessions/current/password", how);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> StatusAsync(ServedInstallation served, string token)
    {
        using var client = served.With(token);
        using var answer = await client.GetAsync("api/v1/sessions/current");
        return answer.StatusCode;
    }
}
