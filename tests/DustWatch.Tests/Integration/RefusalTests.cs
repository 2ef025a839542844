using System.Text;
using System.Text.Json.Nodes;
using DustWatch.Mqtt;
using DustWatch.Tests.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>What is refused is acknowledged with its reason, listed for the device with what it sent, and costs its neighbours nothing.</summary>
[TestFixture]
internal sealed class RefusalTests
{
    private const string Topic = "dustwatch/v1/e1/p1/data";

    private const string Registry = """
        {"enterprises":[{"id":"e1","name":"one"}],
         "points":[{"id":"p1","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable","noise_laeq"],"interval":"PT1S"},
                   {"id":"p2","enterprise":"e1","agent":"noise","quantities":["noise_laeq"],"interval":"PT1S"}]}
        """;

    private TestInstallation _site = null!; // set before the first test
    private ApiClient _operator = null!;
    private MqttClient _device = null!;
    private long _time;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _site = await TestInstallation.StartAsync(Registry);
        var secret = (await _site.DoAsync("device", "add", "d1", "--point", "p1")).Single();
        await _site.DoAsync("user", "add", "olga", "--role", "operator");
        _operator = new ApiClient(_site.Server.Address, (await _site.DoAsync("user", "token", "olga")).Single());
        _device = await _site.ConnectAsync("d1", secret);
        _time = Wall.MinutesAgo(300);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _device.DisposeAsync();
        _operator.Dispose();
        await _site.DisposeAsync();
    }

    [TestCase("malformed", """{"ts":NOW,"dust_respirable":""", MqttReasonCode.PayloadFormatInvalid)]
    [TestCase("malformed", "hello", MqttReasonCode.PayloadFormatInvalid)]
    [TestCase("unknown-quantity", """{"ts":NOW,"ozone":1}""", MqttReasonCode.PayloadFormatInvalid)]
    [TestCase("not-a-number", """{"ts":NOW,"dust_respirable":"much"}""", MqttReasonCode.PayloadFormatInvalid)]
    [TestCase("out-of-range", """{"ts":NOW,"dust_respirable":-1}""", MqttReasonCode.PayloadFormatInvalid)]
    [TestCase("out-of-range", """{"ts":NOW,"dust_respirable":1000001}""", MqttReasonCode.PayloadFormatInvalid)]
    [TestCase("out-of-range", """{"ts":NOW,"noise_laeq":200.1}""", MqttReasonCode.PayloadFormatInvalid)]
    [TestCase("future", """{"ts":FUTURE,"dust_respirable":0.1}""", MqttReasonCode.PayloadFormatInvalid)]
    [TestCase("past", """{"ts":PAST,"dust_respirable":0.1}""", MqttReasonCode.PayloadFormatInvalid)]
    [TestCase("unknown-point", """{"ts":NOW,"dust_respirable":0.1}""", MqttReasonCode.NotAuthorized, "dustwatch/v1/e1/nowhere/data")]
    [TestCase("unknown-point", """{"ts":NOW,"dust_respirable":0.1}""", MqttReasonCode.NotAuthorized, "dustwatch/v1/e2/p1/data")]
    [TestCase("not-authorized", """{"ts":NOW,"noise_laeq":60}""", MqttReasonCode.NotAuthorized, "dustwatch/v1/e1/p2/data")]
    [TestCase("not-authorized", """{"ts":NOW,"noise_laeq":60}""", MqttReasonCode.NotAuthorized, "some/other/topic")]
    public async Task Says_why_and_lists_it(string reason, string payload, MqttReasonCode code, string topic = Topic)
    {
        var before = await CountAsync(reason);
        var sent = WithTimes(payload);
        Assert.That(await PublishAsync(sent, topic), Is.EqualTo(code));

        var report = await _operator.GetAsync("devices/d1/diagnostics");
        var newest = report["refusals"]![0]!; // one was listed just now
        Assert.Multiple(() =>
        {
            Assert.That((long?)report["refused"]?[reason], Is.EqualTo(before + 1));
            Assert.That(((string?)newest["reason"], (string?)newest["topic"], (string?)newest["payload"]), Is.EqualTo((reason, topic, sent)));
        });
    }

    [TestCase("unknown-quantity", """{"ts":NOW,"ozone":1}""")]
    [TestCase("not-a-number", """{"ts":NOW,"dust_respirable":null}""")]
    [TestCase("out-of-range", """{"ts":NOW,"dust_respirable":-0.1}""")]
    [TestCase("future", """{"ts":FUTURE,"dust_respirable":0.1}""")]
    [TestCase("past", """{"ts":PAST,"dust_respirable":0.1}""")]
    [TestCase("malformed", "7")]
    public async Task Takes_the_neighbours_of_what_it_refuses(string reason, string element)
    {
        var before = await CountAsync(reason);
        var t = _time += 60_000;
        var code = await PublishAsync(WithTimes($$"""[{"ts":{{t}},"dust_respirable":0.1},{{element}},{"ts":{{t + 1000}},"dust_respirable":0.2}]"""), Topic);

        Assert.That(code, Is.EqualTo(MqttReasonCode.Success));
        Assert.That(await CountAsync(reason), Is.EqualTo(before + 1));
        Assert.That((await HistoryAsync(t, t + 1000, 2)).Select(i => (double?)i["value"]), Is.EqualTo(new[] { 0.1, 0.2 }));
    }

    [Test]
    public async Task Takes_the_neighbours_inside_one_object()
    {
        var t = _time += 60_000;
        Assert.That(await PublishAsync($$"""{"ts":{{t}},"values":{"noise_laeq":250,"dust_respirable":0.4,"ozone":3} }""", Topic), Is.EqualTo(MqttReasonCode.Success));
        Assert.That((await HistoryAsync(t, t, 1)).Select(i => (double?)i["value"]), Is.EqualTo(new[] { 0.4 }));
    }

    [Test]
    public async Task Reads_and_discards_a_payload_over_256_KiB_and_goes_on()
    {
        var before = await CountAsync("too-large");
        var padding = new string(' ', 256 * 1024);
        Assert.That(await PublishAsync($$"""{"ts":{{_time}},"dust_respirable":0.3}{{padding}}""", Topic), Is.EqualTo(MqttReasonCode.PayloadFormatInvalid));
        Assert.That(await CountAsync("too-large"), Is.EqualTo(before + 1));

        var report = await _operator.GetAsync("devices/d1/diagnostics");
        Assert.That(((string?)report["refusals"]?[0]?["payload"])?.Length, Is.EqualTo(256));
        Assert.That(await PublishAsync($$"""{"ts":{{_time += 60_000}},"dust_respirable":0.3}""", Topic), Is.EqualTo(MqttReasonCode.Success));
    }

    [Test]
    public async Task Sets_aside_what_cannot_be_of_its_time()
    {
        var (future, past) = (Wall.Now + 3_600_000, Wall.Now - 9 * 86_400_000L);
        await PublishAsync($$"""[{"ts":{{future}},"dust_respirable":0.7},{"ts":{{past}},"dust_respirable":0.8}]""", Topic);
        await _site.Api.WaitUntilReadAsync();
        var quarantined = (await _operator.GetAsync("devices/d1/diagnostics"))["quarantined"]!.AsArray(); // a list, if an empty one
        Assert.That(
            quarantined.Select(q => $"{(string?)q!["point"]} {(string?)q["quantity"]} {(string?)q["t"]} {(double?)q["value"]} {(string?)q["reason"]}"), // items are objects
            Is.SupersetOf(new[] { $"p1 dust_respirable {Wall.Rfc3339(future)} 0.7 future", $"p1 dust_respirable {Wall.Rfc3339(past)} 0.8 past" }));
    }

    [Test]
    public async Task Masks_secrets_in_what_it_shows()
    {
        await PublishAsync("""{"token":"abc123","password":"xyz789"}""", Topic);
        Assert.That((await _operator.GetAsync("devices/d1/diagnostics")).ToJsonString(), Does.Not.Contain("abc123").And.Not.Contain("xyz789"));
    }

    [TestCase("00 00 00 00")] // no CONNECT
    [TestCase("10 ff ff ff ff 7f")] // a length of five bytes
    [TestCase("474554202f20485454502f312e310d0a0d0a")] // GET / HTTP/1.1
    [TestCase("10 0c 0004 4d515454 63 02 003c 0000")] // a version that does not exist
    public async Task Closes_only_the_connection_that_does_not_speak_mqtt(string hex)
    {
        using var raw = await RawClient.OpenAsync(_site.Server.MqttPort);
        await raw.SendAsync(Wire.Hex(hex));
        byte[] packet;
        do
        {
            packet = await raw.PacketAsync();
        }
        while (packet.Length > 0);

        Assert.That(await PublishAsync($$"""{"ts":{{_time += 60_000}},"dust_respirable":0.1}""", Topic), Is.EqualTo(MqttReasonCode.Success));
    }

    [Test]
    public async Task Closes_a_connection_whose_packet_is_over_1_MiB_and_says_so()
    {
        var secret = (await _site.DoAsync("device", "add", "d2", "--point", "p2")).Single();
        using var raw = await RawClient.OpenAsync(_site.Server.MqttPort);
        await raw.SendAsync(Wire.Connect(MqttVersion.V500, "big", flags: 0xC2, rest: Wire.Join(Wire.Text("d2"), Wire.Text(secret))));
        Assert.That((await raw.PacketAsync())[3], Is.Zero);
        await raw.SendAsync(Wire.Hex("30 81 80 80 01"));
        await raw.EndsAsync(MqttVersion.V500, MqttReasonCode.PacketTooLarge);
    }

    private static string WithTimes(string payload) => payload
        .Replace("NOW", $"{Wall.Now}", StringComparison.Ordinal)
        .Replace("FUTURE", $"{Wall.Now + 600_000}", StringComparison.Ordinal)
        .Replace("PAST", $"{Wall.Now - 9 * 86_400_000L}", StringComparison.Ordinal);

    private async Task<MqttReasonCode> PublishAsync(string payload, string topic) =>
        await _device.PublishAsync(topic, Encoding.UTF8.GetBytes(payload), MqttQos.AtLeastOnce);

    private async Task<long> CountAsync(string reason) => (long?)(await _operator.GetAsync("devices/d1/diagnostics"))["refused"]?[reason] ?? 0;

    private Task<IReadOnlyList<JsonNode>> HistoryAsync(long from, long to, int count) => Eventually.GetAsync(
        () => _operator.ItemsAsync($"points/p1/history?quantity=dust_respirable&from={Wall.Rfc3339(from - 1)}&to={Wall.Rfc3339(to)}"),
        items => items.Count >= count,
        $"{count} samples");
}
