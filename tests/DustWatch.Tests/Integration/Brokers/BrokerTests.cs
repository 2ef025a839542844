using System.Text;
using DustWatch.Mqtt;
using DustWatch.Tests.Backends;
using DustWatch.Tests.Mqtt.Interop;
using NUnit.Framework;

namespace DustWatch.Tests.Integration.Brokers;

/// <summary>mosquitto as an external broker: what is taken from it, and how it is told how things stand.</summary>
[TestFixture]
internal sealed class BrokerTests
{
    private const string Registry = """
        {"enterprises":[{"id":"e1","name":"one"}],
         "points":[{"id":"p1","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable"],"interval":"PT1S"}]}
        """;

    [Test]
    public async Task Takes_what_is_published_and_not_what_was_kept()
    {
        await using var broker = new Mosquitto("allow_anonymous true");
        await broker.StartAsync();
        var t = Wall.MinutesAgo(60);
        await MosquittoPub.RunAsync(broker.Port, ["-q", "1", "-r", "-t", "dustwatch/v1/e1/p1/data", "-m", Sample(t)]);
        await using var site = await TestInstallation.StartAsync(Registry, $"--Mqtt:Broker=mqtt://127.0.0.1:{broker.Port}");
        await Eventually.GetAsync(site.Api.ReadyAsync, text => text == "ready\n", "the broker's connection");
        await MosquittoPub.RunAsync(broker.Port, ["-q", "1", "-t", "v1/devices/me/telemetry", "-m", Sample(t + 1000)]);
        await MosquittoPub.RunAsync(broker.Port, ["-q", "1", "-t", "dustwatch/v1/e1/nowhere/data", "-m", Sample(t + 2000)]);
        await MosquittoPub.RunAsync(broker.Port, ["-q", "2", "-V", "5", "-t", "dustwatch/v1/e1/p1/data", "-m", Sample(t + 3000)]);
        var items = await Eventually.GetAsync(
            () => site.Api.ItemsAsync($"points/p1/history?quantity=dust_respirable&from={Wall.Rfc3339(t - 1)}&to={Wall.Rfc3339(t + 10_000)}"), all => all.Count > 0, "the sample");
        Assert.That(items.Select(i => (string?)i?["t"]), Is.EqualTo(new[] { Wall.Rfc3339(t + 3000) }));

        var report = await site.Api.GetAsync($"devices/127.0.0.1:{broker.Port}/diagnostics");
        Assert.That(report["broker"]?["connected"]?.GetValue<bool>(), Is.True, report.ToJsonString());
        Assert.That(report["refused"]?["unknown-point"]?.GetValue<int>(), Is.EqualTo(1));
        Assert.That(report["taken"]?.GetValue<int>(), Is.EqualTo(1));
        Assert.That(await site.Api.TextAsync("metrics"), Does.Contain($"dustwatch_mqtt_broker_connected{{broker=\"127.0.0.1:{broker.Port}\"}} 1")
            .And.Contain("dustwatch_ingest_messages_total{protocol=\"mqtt-broker\",result=\"taken\"} 1"));
    }

    [Test]
    public async Task Signs_in_over_tls_with_a_password_that_stands_in_a_file()
    {
        using var certificates = new TestCertificates();
        using var folder = new TemporaryFolder();
        var (certificate, key, _) = certificates.Server();
        foreach (var (name, text) in new[] { ("c.pem", certificate), ("c.key", key), ("ca.pem", certificates.Authority), ("right", "s,e:cret\n"), ("wrong", "other\n") })
        {
            await File.WriteAllTextAsync(folder.File(name), text);
        }

        await ForeignProgram.RunAsync("mosquitto_passwd", ["-c", "-b", folder.File("users"), "plant", "s,e:cret"]);
        await using var broker = new Mosquitto("allow_anonymous false", $"password_file {folder.File("users")}", $"certfile {folder.File("c.pem")}", $"keyfile {folder.File("c.key")}");
        await broker.StartAsync();
        string[] settings = [$"--Mqtt:Broker=mqtts://plant@localhost:{broker.Port}", $"--Mqtt:BrokerCa={folder.File("ca.pem")}"];
        await using (var refused = await TestInstallation.StartAsync(Registry, [.. settings, $"--Mqtt:BrokerPasswordFile={folder.File("wrong")}"]))
        {
            await Eventually.GetAsync(refused.Api.ReadyAsync, text => text.Contains("NotAuthorized", StringComparison.Ordinal), "the refusal");
        }

        await using (var distrusting = await TestInstallation.StartAsync(Registry, settings[0], $"--Mqtt:BrokerPasswordFile={folder.File("right")}"))
        {
            await Eventually.GetAsync(distrusting.Api.ReadyAsync, text => text.Contains("TLS failed", StringComparison.Ordinal), "the broker's certificate to be refused");
        }

        await using var site = await TestInstallation.StartAsync(Registry, [.. settings, $"--Mqtt:BrokerPasswordFile={folder.File("right")}"]);
        await Eventually.GetAsync(site.Api.ReadyAsync, text => text == "ready\n", "the broker's connection");
        await using var publisher = await MqttClient.ConnectAsync(
            new() { Host = "localhost", Port = broker.Port, UserName = "plant", Password = "s,e:cret", Tls = new() { Roots = [certificates.AuthorityCertificate] } }, TimeProvider.System);
        var t = Wall.MinutesAgo(60);
        Assert.That(await publisher.PublishAsync("dustwatch/v1/e1/p1/data", Encoding.UTF8.GetBytes(Sample(t)), MqttQos.ExactlyOnce), Is.EqualTo(MqttReasonCode.Success));
        await Eventually.GetAsync(
            () => site.Api.ItemsAsync($"points/p1/history?quantity=dust_respirable&from={Wall.Rfc3339(t - 1)}&to={Wall.Rfc3339(t)}"), all => all.Count == 1, "the sample");
    }

    private static string Sample(long time) => $$"""{"ts":{{time}},"dust_respirable":0.3}""";
}
