using System.Net;
using System.Text;
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
    public async Task The_hub_refuses_a_foreign_origin_however_it_is_spelled(string address)
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
            Assert.That(throttle.TryBegin(IPAddress.Parse($"2001:db8::{i}")), Is.True);
            Assert.That(throttle.TryBegin(IPAddress.Parse(i % 2 == 0 ? "192.0.2.1" : "::ffff:192.0.2.1")), Is.True);
        }

        Assert.That(throttle.TryBegin(IPAddress.Parse("2001:db8::ffff:1")), Is.False);
        Assert.That(throttle.TryBegin(IPAddress.Parse("2001:db8:0:1::1")), Is.True, "another network");
        Assert.That(throttle.TryBegin(IPAddress.Parse("192.0.2.1")), Is.False);

        clock.Now = new Instant(5 * 60_000);
        Assert.That(throttle.TryBegin(IPAddress.Parse("192.0.2.1")), Is.True);
    }

    [Test]
    public void The_brake_takes_any_number_of_addresses_in_bounded_room()
    {
        var throttle = new SignInThrottle(new ManualTime(new Instant(0)));
        for (var i = 0; i < 10_100; i++)
        {
            Assert.That(throttle.TryBegin(new IPAddress([10, 0, (byte)(i / 256), (byte)(i % 256)])), Is.True);
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
}
