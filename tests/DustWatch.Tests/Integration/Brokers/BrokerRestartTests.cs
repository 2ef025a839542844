using System.Text;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Integration.Brokers;

/// <summary>Samples that come over a broker of somebody else's: whatever it acknowledged to its publisher is stored once, with the broker, and then ourselves, restarted in the middle.</summary>
[TestFixture(typeof(Mosquitto), MqttVersion.V500, null)]
[TestFixture(typeof(Mosquitto), MqttVersion.V311, "plant")]
[TestFixture(typeof(RabbitMq), MqttVersion.V311, null)]
internal sealed class BrokerRestartTests(Type kind, MqttVersion version, string? share)
{
    private const int Samples = 3000;
    private const string Registry = """
        {"enterprises":[{"id":"e1","name":"one"}],
         "points":[{"id":"p1","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable"],"interval":"PT1S"}]}
        """;

    [Test]
    public async Task Loses_nothing_that_was_acknowledged_and_counts_nothing_twice()
    {
        await using IRestartableBroker broker = kind == typeof(RabbitMq) ? new RabbitMq() : new Mosquitto("allow_anonymous true");
        await broker.StartAsync();
        await using var site = await TestInstallation.StartAsync(
            Registry, [$"--Mqtt:Broker=mqtt://127.0.0.1:{broker.Port}", .. share is null ? Array.Empty<string>() : [$"--Mqtt:BrokerShare={share}"]]);
        await ReadyAsync(site);

        await using var publisher = new MqttReconnectingClient(
            new() { Host = "127.0.0.1", Port = broker.Port, Version = version, ClientId = "plant", CleanStart = false, SessionExpiry = TimeSpan.FromHours(1), MaxInflight = 50 },
            [], null, MqttBackoff.Default, TimeProvider.System, new Random(1));
        publisher.Start();
        var from = Wall.MinutesAgo(120);
        var publishing = Task.Run(async () =>
        {
            for (var i = 0; i < Samples; i++)
            {
                var code = await publisher.PublishAsync(
                    "dustwatch/v1/e1/p1/data", Encoding.UTF8.GetBytes($$"""{"ts":{{from + (i + 1) * 1000}},"dust_respirable":0.1}"""), MqttQos.AtLeastOnce);
                Assert.That((int)code, Is.LessThan(0x80));
                if (i == Samples / 4)
                {
                    await broker.StopAsync();
                    await Eventually.IsTrueAsync(async () => (await site.Api.ReadyAsync()).Contains($"broker 127.0.0.1:{broker.Port} is not connected", StringComparison.Ordinal), "the broker's end");
                    await broker.StartAsync();

                    // Until its client is back, mosquitto 2.0.11 may take a session of 5.0 that was connected when it stopped for an expired one, and hold nothing for it.
                    await ReadyAsync(site);
                }

                if (i == Samples / 2)
                {
                    await site.KillAsync();
                }

                if (i == 3 * Samples / 4)
                {
                    await site.StartAsync();
                }
            }
        });
        await publishing.WaitAsync(Eventually.Patience);
        var items = await Eventually.GetAsync(
            () => site.Api.ItemsAsync($"points/p1/history?quantity=dust_respirable&from={Wall.Rfc3339(from)}&to={Wall.Rfc3339(from + Samples * 1000)}"), all => all.Count == Samples, "all samples");
        Assert.That(items.Select(i => (string?)i?["t"]).Distinct().Count(), Is.EqualTo(Samples));
        await ReadyAsync(site);
    }

    private static Task<string> ReadyAsync(TestInstallation site) => Eventually.GetAsync(site.Api.ReadyAsync, text => text == "ready\n", "the broker's connection");
}
