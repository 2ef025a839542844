using System.Text;
using System.Text.Json.Nodes;
using DustWatch.Mqtt;
using DustWatch.Tests.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>The alert topic as sounder and light on site meet it, and what nobody gets to see.</summary>
[TestFixture]
internal sealed class AlertTopicTests
{
    private const string Registry = """
        {"enterprises":[{"id":"e1","name":"one"}],
         "points":[{"id":"p1","enterprise":"e1","agent":"noise","quantities":["noise_laeq"],"interval":"PT1S"},
                   {"id":"p2","enterprise":"e1","agent":"noise","quantities":["noise_laeq"],"interval":"PT1S"}]}
        """;

    private const string Rules = """
        {"rules":[{"id":"loud","quantity":"noise_laeq","points":["*"],"window":{"kind":"instant"},"aggregate":"last","levels":[{"level":"exceeded","above":100,"clearFor":"PT0S"}]}]}
        """;

    [Test]
    public async Task Says_what_is_open_retained_also_after_a_restart_and_normal_once_when_nothing_is()
    {
        await using var site = await TestInstallation.StartAsync(Registry);
        await site.Api.SendAsync(HttpMethod.Put, "api/v1/rules", JsonNode.Parse(Rules)!);
        var secret = (await site.DoAsync("device", "add", "d1", "--point", "p1")).Single();
        using var sounder = await SignInAsync(site, "d1", secret);
        Assert.That(await SubscribeAsync(sounder, "dustwatch/v1/e1/p1/alert"), Is.EqualTo(1));
        Assert.That(await SubscribeAsync(sounder, "dustwatch/v1/e1/p2/alert"), Is.EqualTo(0x87));
        Assert.That(await SubscribeAsync(sounder, "dustwatch/v1/e1/+/alert"), Is.EqualTo(0x87));
        Assert.That(await SubscribeAsync(sounder, "$share/g/#"), Is.EqualTo(0x87));

        await using var device = await site.ConnectAsync("d1", secret);
        await SendAsync(device, Wall.MinutesAgo(10), 110);
        var (said, isRetained) = await ReadAsync(sounder);
        Assert.That((said["level"]!.GetValue<string>(), (string?)said["alerts"]![0]!["point"], isRetained), Is.EqualTo(("exceeded", "p1", false)));

        await site.KillAsync();
        await site.StartAsync();
        using var screen = await SignInAsync(site, "d1", secret);
        await SubscribeAsync(screen, "dustwatch/v1/e1/p1/alert");
        (said, isRetained) = await ReadAsync(screen);
        Assert.That((said["level"]!.GetValue<string>(), isRetained), Is.EqualTo(("exceeded", true)));

        await using var again = await site.ConnectAsync("d1", secret);
        await SendAsync(again, Wall.MinutesAgo(5), 50);
        await SendAsync(again, Wall.MinutesAgo(4), 50);
        Assert.That(Encoding.UTF8.GetString(await PayloadAsync(screen)), Is.EqualTo("""{"level":"normal","alerts":[]}"""));
        Assert.That(await PayloadAsync(screen), Is.Empty, "nothing is retained any more");
    }

    private static async Task SendAsync(MqttClient device, long time, double level)
    {
        var code = await device.PublishAsync("dustwatch/v1/e1/p1/data", Encoding.UTF8.GetBytes($$"""{"ts":{{time}},"noise_laeq":{{Wall.Text(level)}} }"""), MqttQos.AtLeastOnce);
        Assert.That(code, Is.EqualTo(MqttReasonCode.Success));
    }

    private static async Task<RawClient> SignInAsync(TestInstallation site, string device, string secret)
    {
        var client = await RawClient.OpenAsync(site.Server.MqttPort);
        await client.SendAsync(Wire.Connect(MqttVersion.V500, "sounder", flags: 0xC2, rest: Wire.Join(Wire.Text(device), Wire.Text(secret))));
        Assert.That((await client.PacketAsync())[3], Is.Zero);
        return client;
    }

    private static async Task<byte> SubscribeAsync(RawClient client, string filter)
    {
        await client.SendAsync(Wire.Packet(0x82, Wire.U16(1), [0], Wire.Text(filter), [1]));
        return (await client.PacketAsync())[^1];
    }

    private static async Task<(JsonNode Said, bool IsRetained)> ReadAsync(RawClient client)
    {
        var (payload, isRetained) = await MessageAsync(client);
        return (JsonNode.Parse(payload)!, isRetained);
    }

    private static async Task<byte[]> PayloadAsync(RawClient client) => (await MessageAsync(client)).Payload;

    /// <summary>The next message, acknowledged.</summary>
    private static async Task<(byte[] Payload, bool IsRetained)> MessageAsync(RawClient client)
    {
        var packet = await client.PacketAsync();
        Assert.That(packet[0] & 0xF6, Is.EqualTo(0x32), Convert.ToHexString(packet));
        var bodyAt = 1 + Array.FindIndex(packet, 1, b => b < 0x80);
        var (payload, id) = Read(packet, bodyAt);
        await client.SendAsync(Wire.Join([0x40, 2], Wire.U16(id)));
        return (payload, (packet[0] & 1) != 0);
    }

    private static (byte[] Payload, int PacketId) Read(byte[] packet, int bodyAt)
    {
        Assert.That(PublishPacket.TryRead(packet[0] & 0x0F, packet.AsSpan(bodyAt), MqttVersion.V500, out var read, out _), Is.True);
        return (read.Payload.ToArray(), read.PacketId);
    }
}
