using System.Net;
using System.Text;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary><c>import</c>, <c>user</c> and <c>device</c>, on a folder at rest and on a running server.</summary>
[TestFixture]
internal sealed class AdministrationTests
{
    private const string Registry = """
        {"districts":[{"id":"d","name":"district"}],
         "enterprises":[{"id":"e1","name":"one","district":"d"}],
         "points":[{"id":"p1","enterprise":"e1","agent":"noise","quantities":["noise_laeq"],"interval":"PT1S"}]}
        """;

    [Test]
    public async Task Imports_into_a_running_server_and_takes_the_new_points_samples_at_once()
    {
        await using var site = await TestInstallation.StartAsync(Registry, "--Mqtt:AllowAnonymous=true");
        await using var client = await site.ConnectAsync();
        async Task<MqttReasonCode> PublishAsync() =>
            await client.PublishAsync("dustwatch/v1/e1/p9/data", Encoding.UTF8.GetBytes($$"""{"ts":{{Wall.MinutesAgo(10)}},"noise_laeq":140}"""), MqttQos.AtLeastOnce);
        Assert.That(await PublishAsync(), Is.EqualTo(MqttReasonCode.NotAuthorized));

        var more = site.Write("more.json", """{"points":[{"id":"p9","enterprise":"e1","agent":"noise","quantities":["noise_laeq"],"interval":"PT1S"}]}""");
        Assert.That((await site.DoAsync("import", more)).Single(), Does.Contain("1 enterprises, 2 points"));
        Assert.That(await PublishAsync(), Is.EqualTo(MqttReasonCode.Success));
        await site.Api.WaitUntilReadAsync();
        Assert.That(await site.Api.ItemsAsync("points/p9/history?quantity=noise_laeq"), Has.Count.EqualTo(1));
        Assert.That(await site.Api.ItemsAsync("alerts?point=p9"), Has.Count.EqualTo(1), "its rules hold too");
    }

    [Test]
    public async Task Imports_into_a_folder_at_rest()
    {
        await using var folder = TestInstallation.Create();
        Assert.That((await folder.DoAsync("import", folder.Write("r.json", Registry))).Single(), Is.EqualTo("1 districts, 1 enterprises, 1 points, 0 devices"));
        await folder.StartAsync();
        Assert.That((string?)(await folder.Api.ItemsAsync("points")).Single()["id"], Is.EqualTo("p1"));
    }

    [Test]
    public async Task Imports_rules_into_a_running_server_and_exports_what_it_imported()
    {
        await using var site = await TestInstallation.StartAsync(Registry, "--Mqtt:AllowAnonymous=true");
        Assert.That(string.Concat(await site.DoAsync("export", "--rules")).Replace(" ", "", StringComparison.Ordinal), Is.EqualTo("""{"defaults":true,"rules":[]}"""));
        const string rules = """{"rules":[{"id":"loud","quantity":"noise_laeq","points":["p1","p7"],"window":{"kind":"instant"},"levels":[{"level":"notice","above":70}]}]}""";
        var import = await site.RunAsync("import", site.Write("rules.json", rules));
        Assert.That((import.ExitCode, import.OutputLines.Single()), Is.EqualTo((0, "1 rules, version 1")));
        Assert.That(import.ErrorLines.Single(), Does.Contain("rules.json: warning: rules[0].points: 'p7'"));
        Assert.That(string.Concat(await site.DoAsync("export", "--rules")).Replace(" ", "", StringComparison.Ordinal), Is.EqualTo(rules));

        await using var client = await site.ConnectAsync();
        await client.PublishAsync("dustwatch/v1/e1/p1/data", Encoding.UTF8.GetBytes("""{"noise_laeq":75}"""), MqttQos.AtLeastOnce);
        await site.Api.WaitUntilReadAsync();
        Assert.That((await site.Api.ItemsAsync("alerts?point=p1")).Select(a => (string?)a["rule"]), Is.EqualTo(new[] { "loud" }));

        var bad = await site.RunAsync("import", site.Write("bad.json", """{"rules":[{"id":"x","quantity":"loudness"}]}"""));
        Assert.That((bad.ExitCode, bad.ErrorLines.Count(line => line.Contains("bad.json: rules[0]", StringComparison.Ordinal))), Is.EqualTo((2, 3)), bad.Error);
        Assert.That((await site.DoAsync("import", site.Write("back.json", """{"defaults":true,"rules":[]}"""))).Single(), Is.EqualTo("the default rules, version 2"));
        var registry = site.Write("again.json", string.Concat(await site.DoAsync("export")));
        Assert.That((await site.DoAsync("import", registry)).Single(), Does.Contain("1 points"));
    }

    [Test]
    public async Task Names_all_faults_of_a_registry_and_takes_nothing_of_it()
    {
        await using var site = await TestInstallation.StartAsync(Registry);
        var file = site.Write("bad.json", """
            {"enterprises":[{"id":"e2","name":"two","zone":"Mars/Olympus"}],
             "points":[{"id":"p 2","enterprise":"e2","agent":"noise","quantities":["loudness"],"interval":"PT1S"},
                       {"id":"p3","enterprise":"nobody","agent":"moon-dust","quantities":["dust_total"],"interval":"fast"}]}
            """);
        var result = await site.RunAsync("import", file);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Output, Is.Empty);
        foreach (var fault in new[] { "Mars/Olympus", "p 2", "loudness", "nobody", "interval" })
        {
            Assert.That(result.ErrorLines.Count(line => line.Contains("bad.json", StringComparison.Ordinal) && line.Contains(fault, StringComparison.Ordinal)), Is.Positive, $"{fault} in {result.Error}");
        }

        Assert.That(await site.Api.ItemsAsync("points"), Has.Count.EqualTo(1));
        Assert.That((await site.RunAsync("import", site.Write("no.json", "[1]"))).ExitCode, Is.EqualTo(2));
    }

    [Test]
    public async Task Refuses_an_agent_that_no_standard_knows()
    {
        await using var folder = TestInstallation.Create();
        var result = await folder.RunAsync("import", folder.Write("r.json", Registry.Replace("\"agent\":\"noise\"", "\"agent\":\"moon-dust\"", StringComparison.Ordinal)));
        Assert.That((result.ExitCode, result.ErrorLines.Length), Is.EqualTo((2, 1)), result.Error);
        Assert.That(result.Error, Does.Contain("moon-dust"));
    }

    [Test]
    public async Task Adds_links_and_revokes_users()
    {
        await using var site = await TestInstallation.StartAsync(Registry);
        var link = (await site.DoAsync("user", "add", "ada", "--role", "operator", "--enterprise", "e1")).Single();
        Assert.That(link, Does.Match($"^{site.Server.Address}sign-in#link=[^ ]+$"));
        var again = (await site.DoAsync("user", "link", "ada")).Single();
        var token = (await site.DoAsync("user", "token", "ada")).Single();

        using var session = await ApiClient.SignInAsync(site.Server.Address, link.Split("#link=")[1]);
        using var script = new ApiClient(site.Server.Address, token);
        foreach (var caller in new[] { session, script })
        {
            var who = await caller.GetAsync("sessions/current");
            Assert.That(((string?)who["user"], (string?)who["role"], (string?)who["enterprise"]), Is.EqualTo(("ada", "operator", "e1")));
        }

        Assert.That(await site.DoAsync("user", "revoke", "ada"), Is.Empty);
        foreach (var caller in new[] { session, script })
        {
            await Eventually.GetAsync(() => caller.StatusAsync(HttpMethod.Get, "sessions/current"), status => status == HttpStatusCode.Unauthorized, "the end of the session");
        }

        Assert.That(await script.StatusAsync(HttpMethod.Post, "sessions", new { link = again.Split("#link=")[1] }), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That((await site.DoAsync("user", "link", "ada")).Single(), Does.Contain("#link="), "the user stays");
    }

    [TestCase("user add ada --role viewer", "ada")]
    [TestCase("user add bob --role officer", "--enterprise")]
    [TestCase("user add bob --role viewer --enterprise nobody", "nobody")]
    [TestCase("user add bob --role viewer --district nowhere", "nowhere")]
    [TestCase("user link bob", "bob")]
    [TestCase("user token bob", "bob")]
    [TestCase("user revoke bob", "bob")]
    [TestCase("device add d1 --point nowhere", "nowhere")]
    [TestCase("device secret d9", "d9")]
    public async Task Says_whom_or_what_it_does_not_know(string words, string named)
    {
        await using var folder = TestInstallation.Create();
        await folder.DoAsync("import", folder.Write("r.json", Registry));
        await folder.DoAsync("user", "add", "ada", "--role", "viewer");
        var result = await folder.RunAsync(words.Split(' '));
        Assert.That((result.ExitCode, result.ErrorLines.Length), Is.EqualTo((2, 1)), result.Error);
        Assert.That(result.Error, Does.Contain(named));
        Assert.That(result.Output, Is.Empty);
    }

    [Test]
    public async Task Adds_and_lists_devices()
    {
        await using var folder = TestInstallation.Create();
        await folder.DoAsync("import", folder.Write("r.json", Registry));
        var secret = (await folder.DoAsync("device", "add", "d1", "--point", "p1")).Single();
        Assert.That((await folder.DoAsync("device", "list")).Single(), Is.EqualTo("d1\tsecret\tp1"));
        Assert.That((await folder.RunAsync("device", "add", "d1", "--point", "p1")).ExitCode, Is.EqualTo(2), "it is there already");
        Assert.That((await folder.DoAsync("device", "secret", "d1")).Single(), Is.Not.EqualTo(secret));
    }
}
