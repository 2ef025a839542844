using System.Net;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>By link once, by password afterwards, slowed when guessing, and out again.</summary>
[TestFixture]
internal sealed class SignInTests
{
    private const string Password = "correct horse battery staple";

    [Test]
    public async Task Takes_a_link_once()
    {
        await using var site = TestInstallation.Create();
        await site.StartAsync();
        using var nobody = new ApiClient(site.Server.Address);
        Assert.That(await nobody.StatusAsync(HttpMethod.Post, "sessions", new { link = await site.Server.LinkAsync() }), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(site.Server.Errors, Does.Not.Contain(await site.Server.LinkAsync()), "a link is never logged");
    }

    [Test]
    public async Task Takes_the_demos_link_again_and_again()
    {
        await using var demo = await TestInstallation.StartDemoAsync();
        using var again = await ApiClient.SignInAsync(demo.Server.Address, await demo.Server.LinkAsync());
        Assert.That((string?)(await again.GetAsync("sessions/current"))["role"], Is.EqualTo("operator"));
    }

    [Test]
    public async Task Signs_in_by_password_once_one_is_set_and_prints_no_link_then()
    {
        await using var site = TestInstallation.Create();
        await site.StartAsync();
        var first = await site.Api.GetAsync("sessions/current");
        Assert.That(((string?)first["role"], (bool?)first["mustSetPassword"]), Is.EqualTo(("administrator", true)));
        Assert.That(await site.Api.StatusAsync(HttpMethod.Post, "sessions/current/password", new { password = "short" }), Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await site.Api.StatusAsync(HttpMethod.Post, "sessions/current/password", new { password = Password }), Is.EqualTo(HttpStatusCode.OK));

        using var nobody = new ApiClient(site.Server.Address);
        using var answer = await nobody.SendAsync(HttpMethod.Post, "api/v1/sessions", new { user = "admin", password = Password });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Headers.GetValues("Set-Cookie").Single(), Does.StartWith("dustwatch=").And.Contain("httponly").And.Contain("samesite=strict"));
        Assert.That((bool?)(await ApiClient.ReadAsync(answer))["mustSetPassword"], Is.False);
        Assert.That(await nobody.StatusAsync(HttpMethod.Post, "sessions", new { user = "admin", password = "wrong" }), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Ends_a_session_that_signs_out_and_no_other()
    {
        await using var site = TestInstallation.Create();
        await site.StartAsync();
        using var other = await ApiClient.SignInAsync(site.Server.Address, (await site.DoAsync("user", "link", "admin")).Single().Split("#link=")[1]);
        Assert.That(await other.StatusAsync(HttpMethod.Delete, "sessions/current"), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await other.StatusAsync(HttpMethod.Get, "sessions/current"), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await site.Api.StatusAsync(HttpMethod.Get, "sessions/current"), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Slows_down_who_guesses()
    {
        await using var site = TestInstallation.Create();
        await site.StartAsync();
        using var nobody = new ApiClient(site.Server.Address);
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            answers.Add(await nobody.StatusAsync(HttpMethod.Post, "sessions", i % 2 == 0 ? new { user = "admin", password = $"guess {i}" } : new { link = $"guess{i}" }));
        }

        Assert.That(answers, Is.EqualTo(Enumerable.Repeat(HttpStatusCode.Unauthorized, 10).Concat(Enumerable.Repeat(HttpStatusCode.TooManyRequests, 2))));
        Assert.That(await site.Api.StatusAsync(HttpMethod.Get, "sessions/current"), Is.EqualTo(HttpStatusCode.OK), "who is signed in stays so");
    }
}
