using DustWatch.Mqtt;
using DustWatch.Tests.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>Messages of QoS 2 across kill -9: their identifiers are in the commit of their samples, so that one that comes again is not taken again.</summary>
[TestFixture]
internal sealed class ExactlyOnceTests
{
    private const string Registry = """
        {"enterprises":[{"id":"e1","name":"one"}],
         "points":[{"id":"p1","enterprise":"e1","agent":"noise","quantities":["noise_laeq"],"interval":"PT1S"}]}
        """;

    [TestCase(MqttVersion.V311)]
    [TestCase(MqttVersion.V500)]
    public async Task A_sample_without_a_time_that_is_sent_again_after_a_kill_is_there_once(MqttVersion version)
    {
        await using var site = await TestInstallation.StartAsync(Registry, "--Mqtt:AllowAnonymous=true");
        var from = Wall.Rfc3339(Wall.MinutesAgo(1));
        using (var client = await ResumeAsync(site, version, isPresent: false))
        {
            await client.SendAsync(Publish(version, 7, 61, isDuplicate: false));
            Assert.That((await client.PacketAsync())[..4], Is.EqualTo(Wire.Hex("50 02 0007")));
            await site.KillAsync();
        }

        await site.StartAsync();
        using (var client = await ResumeAsync(site, version, isPresent: true))
        {
            await client.SendAsync(Publish(version, 7, 61, isDuplicate: true));
            Assert.That((await client.PacketAsync())[..4], Is.EqualTo(Wire.Hex("50 02 0007")));
            await client.SendAsync(Wire.Hex("62 02 0007"));
            Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("70 02 0007")));
            await client.SendAsync(Publish(version, 7, 62, isDuplicate: false));
            Assert.That((await client.PacketAsync())[..4], Is.EqualTo(Wire.Hex("50 02 0007")), "released, the identifier is free");
        }

        await site.Api.WaitUntilReadAsync();
        var items = await site.Api.ItemsAsync($"points/p1/history?quantity=noise_laeq&from={from}");
        Assert.That(items.Select(item => (double?)item["value"]), Is.EqualTo(new double?[] { 61, 62 }));
    }

    private static byte[] Publish(MqttVersion version, int id, double level, bool isDuplicate) => Wire.Packet(
        isDuplicate ? 0x3C : 0x34, Wire.Text("dustwatch/v1/e1/p1/data"), Wire.U16(id), version == MqttVersion.V500 ? [0] : [], System.Text.Encoding.UTF8.GetBytes($$"""{"noise_laeq":{{Wall.Text(level)}}}"""));

    private static async Task<RawClient> ResumeAsync(TestInstallation site, MqttVersion version, bool isPresent)
    {
        var client = await RawClient.OpenAsync(site.Server.MqttPort);
        await client.SendAsync(Wire.Connect(version, "logger", flags: 0, properties: Wire.Hex("05 11 0000012C")));
        Assert.That((await client.PacketAsync())[2..4], Is.EqualTo(new byte[] { (byte)(isPresent ? 1 : 0), 0 }));
        return client;
    }
}
