using System.Text;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>Devices sign in with their secret, and publish their own points and nothing else.</summary>
[TestFixture]
internal sealed class DeviceSignInTests
{
    private const string Registry = """
        {"enterprises":[{"id":"e1","name":"one"},{"id":"e2","name":"two"}],
         "points":[{"id":"p1","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable"],"interval":"PT1S"},
                   {"id":"p2","enterprise":"e2","agent":"noise","quantities":["noise_laeq"],"interval":"PT1S"},
                   {"id":"p3","enterprise":"e2","agent":"noise","quantities":["noise_laeq"],"interval":"PT1S"}]}
        """;

    private TestInstallation _site = null!; // set before the first test
    private string _secret = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _site = await TestInstallation.StartAsync(Registry);
        _secret = (await _site.DoAsync("device", "add", "d1", "--point", "p1")).Single();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _site.DisposeAsync();

    [TestCase("5")]
    [TestCase("311")]
    public async Task Takes_what_a_device_sends_of_its_point(string version)
    {
        var t = Wall.MinutesAgo(version.Length * 10);
        var exitCode = await MosquittoPub.RunAsync(
            _site.Server.MqttPort,
            ["-V", version, "-q", "1", "-u", "d1", "-P", _secret, "-t", "dustwatch/v1/e1/p1/data", "-m", $$"""{"ts":{{t}},"dust_respirable":0.3}"""]);
        Assert.That(exitCode, Is.Zero);
        await Eventually.GetAsync(
            () => _site.Api.ItemsAsync($"points/p1/history?quantity=dust_respirable&from={Wall.Rfc3339(t - 1)}&to={Wall.Rfc3339(t)}"),
            items => items.Count == 1,
            "the sample");
    }

    [Test]
    public async Task Takes_what_a_device_of_ThingsBoard_sends_where_that_is_set()
    {
        await using var site = await TestInstallation.StartAsync(Registry, "--Mqtt:ThingsBoard=true");
        var token = (await site.DoAsync("device", "add", "d1", "--point", "p1")).Single();
        var t = Wall.MinutesAgo(10);
        string[] message = ["-q", "1", "-t", "v1/devices/me/telemetry", "-m", $$$"""{"ts":{{{t}}},"values":{"dust_respirable":0.3}}"""];
        Assert.That(await MosquittoPub.RunAsync(site.Server.MqttPort, ["-u", token, .. message]), Is.Zero);
        await Eventually.GetAsync(
            () => site.Api.ItemsAsync($"points/p1/history?quantity=dust_respirable&from={Wall.Rfc3339(t - 1)}&to={Wall.Rfc3339(t)}"), items => items.Count == 1, "the sample");
        Assert.That(await MosquittoPub.RunAsync(site.Server.MqttPort, ["-u", "d1", .. message]), Is.Not.Zero, "an id is no token");
        Assert.That(await MosquittoPub.RunAsync(_site.Server.MqttPort, ["-u", _secret, .. message]), Is.Not.Zero, "elsewhere a token signs nobody in");
    }

    [TestCase("d1", "wrong", MqttReasonCode.BadUserNameOrPassword)]
    [TestCase("d1", "", MqttReasonCode.BadUserNameOrPassword)]
    [TestCase("nobody", "wrong", MqttReasonCode.BadUserNameOrPassword)]
    [TestCase(null, null, MqttReasonCode.NotAuthorized)]
    public void Refuses_who_has_not_the_secret(string? device, string? secret, MqttReasonCode code) =>
        Assert.That(() => _site.ConnectAsync(device, secret), Throws.InstanceOf<MqttConnectException>().With.Property("Code").EqualTo(code));

    [Test]
    public async Task Refuses_a_wrong_secret_of_mosquitto_pub([Values("5", "311")] string version) =>
        Assert.That(await MosquittoPub.RunAsync(_site.Server.MqttPort, ["-V", version, "-u", "d1", "-P", "wrong", "-t", "dustwatch/v1/e1/p1/data", "-m", "{}"]), Is.Not.Zero);

    [Test]
    public async Task Refuses_what_a_device_sends_of_anothers_point_and_says_so()
    {
        await using var client = await _site.ConnectAsync("d1", _secret);
        var answer = await client.PublishAsync("dustwatch/v1/e2/p2/data", Encoding.UTF8.GetBytes("""{"noise_laeq":70.5}"""), MqttQos.AtLeastOnce);
        Assert.That(answer, Is.EqualTo(MqttReasonCode.NotAuthorized));

        var report = await _site.Api.GetAsync("devices/d1/diagnostics");
        var refusal = report["refusals"]?.AsArray().FirstOrDefault(r => (string?)r?["reason"] == "not-authorized");
        Assert.That(refusal?.ToJsonString(), Does.Contain("dustwatch/v1/e2/p2/data").And.Contain("70.5"));
        await _site.Api.WaitUntilReadAsync();
        Assert.That(await _site.Api.ItemsAsync("points/p2/history?quantity=noise_laeq"), Is.Empty);
    }

    [Test]
    public async Task Ends_a_devices_connection_with_its_secret()
    {
        var before = (await _site.DoAsync("device", "add", "d2", "--point", "p3")).Single();
        await using var client = await _site.ConnectAsync("d2", before);
        var after = (await _site.DoAsync("device", "secret", "d2")).Single();

        Assert.That((await client.Closed.WaitAsync(Eventually.Patience)).Code, Is.EqualTo(MqttReasonCode.NotAuthorized));
        Assert.That(() => _site.ConnectAsync("d2", before), Throws.InstanceOf<MqttConnectException>());
        await using var again = await _site.ConnectAsync("d2", after);
        Assert.That(
            await again.PublishAsync("dustwatch/v1/e2/p3/data", Encoding.UTF8.GetBytes("""{"noise_laeq":60}"""), MqttQos.AtLeastOnce),
            Is.EqualTo(MqttReasonCode.Success));
    }
}
