using System.Text;
using DustWatch.Mqtt;
using NUnit.Framework;
using static DustWatch.Mqtt.MqttVersion;

namespace DustWatch.Tests.Mqtt;

/// <summary>What the standards demand of a client: against servers whose bytes are written by hand, and, where two are needed, against the endpoint.</summary>
public sealed class MqttClientRuleTests
{
    private static readonly MqttPublishProperties EveryProperty = new(
        messageExpirySeconds: 90, isPayloadText: true, contentType: "t/x", responseTopic: "r", correlationData: new byte[] { 7 }, userProperties: [new("k", "1"), new("k", "2")]);

    // As 3.3.2.3 writes them: indicator, expiry, content type, response topic, correlation data, user properties.
    private const string EveryPropertyHex = "0101" + "020000005A" + "030003742F78" + "08000172" + "09000107" + "2600016B000131" + "2600016B000132";

    [Test]
    public async Task Takes_the_topic_aliases_that_it_allows()
    {
        var receiver = new FakeReceiver();
        var (server, client) = await ScriptedServer.ConnectAsync("20 03 00 00 00", options => options with { TopicAliasMaximum = 2 }, receiver: receiver);
        using var closing = server;
        await using var disposing = client;
        await server.SendAsync(Aliased("a", 2, "1"), Aliased("b", 1, "2"), Aliased("", 2, "3"), Aliased("c", 2, "4"), Aliased("", 2, "5"), Aliased("", 1, "6"));
        foreach (var expected in new[] { "a=1 0", "b=2 0", "a=3 0", "c=4 0", "c=5 0", "b=6 0" })
        {
            Assert.That(await receiver.MessageAsync(), Is.EqualTo(expected));
        }
    }

    [TestCase("a", 3, MqttReasonCode.TopicAliasInvalid, TestName = "One above the maximum ends the connection")]
    [TestCase("a", 0, MqttReasonCode.TopicAliasInvalid, TestName = "An alias of 0 ends the connection")]
    [TestCase("", 1, MqttReasonCode.ProtocolError, TestName = "One that was not set ends the connection")]
    public async Task Takes_no_other_topic_alias(string topic, int alias, MqttReasonCode code)
    {
        var (server, client) = await ScriptedServer.ConnectAsync("20 03 00 00 00", options => options with { TopicAliasMaximum = 2 });
        using var closing = server;
        await using var disposing = client;
        await server.SendAsync(Aliased(topic, alias, "x"));
        Assert.That((await client.Closed.WaitAsync(RawClient.Patience)).Code, Is.EqualTo(code));
    }

    [Test]
    public async Task Is_sent_aliases_by_the_endpoint()
    {
        await using var server = await EndpointUnderTest.BrokerAsync();
        var receiver = new FakeReceiver();
        await using var client = await MqttClient.ConnectAsync(new() { Host = "127.0.0.1", Port = server.Port, ClientId = "c1", TopicAliasMaximum = 1 }, TimeProvider.System, receiver);
        await client.SubscribeAsync([new() { Filter = "#", Qos = MqttQos.AtLeastOnce }]);
        foreach (var topic in new[] { "first", "other", "first", "other" })
        {
            await client.PublishAsync(topic, "x"u8.ToArray(), MqttQos.AtLeastOnce);
            Assert.That(await receiver.MessageAsync(), Is.EqualTo($"{topic}=x 1"));
        }
    }

    [TestCase(0)]
    [TestCase(1)]
    public async Task Says_what_is_to_be_said_about_a_message(int qos)
    {
        var (server, client) = await ScriptedServer.ConnectAsync("20 03 00 00 00");
        using var closing = server;
        await using var disposing = client;
        var publishing = client.PublishAsync("a", "x"u8.ToArray(), (MqttQos)qos, properties: EveryProperty);
        var expected = Wire.Packet(0x30 | (qos << 1), Wire.Text("a"), qos > 0 ? Wire.U16(1) : [], Wire.Properties(Wire.Hex(EveryPropertyHex)), "x"u8.ToArray());
        Assert.That(await server.ReadAsync(expected.Length), Is.EqualTo(Convert.ToHexString(expected)));
        await server.SendAsync(qos > 0 ? Wire.Packet(0x40, Wire.U16(1)) : []);
        await publishing;
    }

    [Test]
    public async Task Leaves_properties_out_on_3_1_1()
    {
        var (server, client) = await ScriptedServer.ConnectAsync("20 02 00 00", options => options with { Version = V311 });
        using var closing = server;
        await using var disposing = client;
        await client.PublishAsync("a", "x"u8.ToArray(), properties: EveryProperty);
        Assert.That(await server.ReadAsync(6), Is.EqualTo("3004000161" + "78"));
    }

    [Test]
    public async Task Is_told_what_was_said_about_a_message()
    {
        await using var server = await EndpointUnderTest.BrokerAsync();
        var receiver = new PropertyReader();
        await using var client = await MqttClient.ConnectAsync(new() { Host = "127.0.0.1", Port = server.Port, ClientId = "c1" }, TimeProvider.System, receiver);
        await client.SubscribeAsync([new() { Filter = "a" }]);
        await client.PublishAsync("a", "x"u8.ToArray(), properties: EveryProperty);
        Assert.That(await receiver.Seen.Task.WaitAsync(RawClient.Patience), Is.EqualTo("90 True t/x r 07 1 -"));
    }

    [Test]
    public void Properties_that_no_server_may_be_sent_are_refused()
    {
        Assert.That(() => new MqttPublishProperties(responseTopic: "a/+"), Throws.ArgumentException);
        Assert.That(() => new MqttPublishProperties(responseTopic: ""), Throws.ArgumentException);
        Assert.That(() => new MqttPublishProperties(contentType: "a\0b"), Throws.ArgumentException);
        Assert.That(() => new MqttPublishProperties(contentType: "\uD800"), Throws.ArgumentException);
        Assert.That(() => new MqttPublishProperties(contentType: new string('x', 65_536)), Throws.ArgumentException);
        Assert.That(() => new MqttPublishProperties(correlationData: new byte[65_536]), Throws.ArgumentException);
    }

    [Test]
    public async Task A_message_that_is_sent_again_says_the_same()
    {
        var (server, client) = (new ScriptedServer(), (MqttReconnectingClient?)null);
        using var closing = server;
        client = new(
            new() { Host = "127.0.0.1", Port = server.Port, ClientId = "c1", CleanStart = false }, [], receiver: null,
            new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)), TimeProvider.System, new Random(1));
        await using var disposing = client;
        client.Start();
        await server.AcceptAsync("20 03 00 00 00");
        var publishing = client.PublishAsync("a", "x"u8.ToArray(), MqttQos.AtLeastOnce, properties: EveryProperty);
        var body = Wire.Join(Wire.Text("a"), Wire.U16(1), Wire.Properties(Wire.Hex(EveryPropertyHex)), "x"u8.ToArray());
        Assert.That(await server.ReadAsync(body.Length + 2), Is.EqualTo(Convert.ToHexString(Wire.Packet(0x32, body))));
        server.Drop();
        await server.AcceptAsync("20 03 01 00 00");
        Assert.That(await server.ReadAsync(body.Length + 2), Is.EqualTo(Convert.ToHexString(Wire.Packet(0x3A, body))));
        await server.SendAsync(Wire.Packet(0x40, Wire.U16(1)));
        Assert.That(await publishing, Is.EqualTo(MqttReasonCode.Success));
    }

    [Test]
    public async Task Takes_the_servers_keep_alive()
    {
        var time = new ManualTime();
        var (server, client) = await ScriptedServer.ConnectAsync("20 06 00 00 03 13 000A", options => options with { KeepAlive = TimeSpan.FromSeconds(60) }, time);
        using var closing = server;
        await using var disposing = client;
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(await server.ReadAsync(2), Is.EqualTo("C000"));
    }

    [Test]
    public async Task Keeps_to_what_the_server_takes()
    {
        var (server, client) = await ScriptedServer.ConnectAsync("20 07 00 00 04 24 01 25 00");
        using var closing = server;
        await using var disposing = client;
        Assert.That(() => client.PublishAsync("a", default, MqttQos.ExactlyOnce), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => client.PublishAsync("a", default, retain: true), Throws.ArgumentException);
        await client.PublishAsync("a", default);
        Assert.That(await server.ReadAsync(6), Is.EqualTo("3004000161" + "00"), "neither was sent before");
    }

    [Test]
    public async Task Sends_no_more_than_the_servers_receive_maximum_and_asks_on()
    {
        var (server, client) = await ScriptedServer.ConnectAsync("20 06 00 00 03 21 0002");
        using var closing = server;
        await using var disposing = client;
        var publishing = Enumerable.Range(0, 3).Select(_ => client.PublishAsync("a", default, MqttQos.AtLeastOnce).AsTask()).ToList();
        Assert.That(await server.ReadAsync(16), Is.EqualTo("32060001610001" + "00" + "32060001610002" + "00"));
        var asking = client.SubscribeAsync([new() { Filter = "b" }]);
        Assert.That(await server.ReadAsync(9), Is.EqualTo("8207FFFF00000162" + "00"), "a SUBSCRIBE does not wait, and no PUBLISH goes before it");
        await server.SendAsync(Wire.Hex("90 04 FFFF 00 00"), Wire.Packet(0x40, Wire.U16(1)));
        await asking;
        Assert.That(await server.ReadAsync(8), Is.EqualTo("32060001610003" + "00"));
        await server.SendAsync(Wire.Packet(0x40, Wire.U16(2)), Wire.Packet(0x40, Wire.U16(3)));
        await Task.WhenAll(publishing);
    }

    [Test]
    public void Ends_a_server_that_goes_on_with_a_session_that_was_not_asked_for() =>
        Assert.That(async () => await ScriptedServer.ConnectAsync("20 03 01 00 00"), Throws.TypeOf<MqttConnectException>());

    [Test]
    public async Task Acknowledges_what_it_does_not_want()
    {
        var (server, client) = await ScriptedServer.ConnectAsync("20 03 00 00 00");
        using var closing = server;
        await using var disposing = client;
        await server.SendAsync(Wire.Publish(V500, "a", "x", id: 7));
        Assert.That(await server.ReadAsync(4), Is.EqualTo("40020007"));
    }

    private static byte[] Aliased(string topic, int alias, string payload) =>
        Wire.Packet(0x30, Wire.Text(topic), Wire.Properties(Wire.Join([0x23], Wire.U16(alias))), Encoding.UTF8.GetBytes(payload));

    /// <summary>Notes what comes with a message.</summary>
    private sealed class PropertyReader : IMqttReceiver
    {
        public TaskCompletionSource<string> Seen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public MqttReasonCode Receive(in MqttPublish message)
        {
            message.TryFindUserProperty("k"u8, out var first);
            var none = message.TryFindUserProperty("none"u8, out _) ? "found" : "-";
            Seen.SetResult($"{message.MessageExpirySeconds} {message.IsPayloadText} {Encoding.UTF8.GetString(message.ContentType)} {Encoding.UTF8.GetString(message.ResponseTopic)} "
                + $"{Convert.ToHexString(message.CorrelationData)} {Encoding.UTF8.GetString(first)} {none}");
            return MqttReasonCode.Success;
        }

        public ValueTask CommitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
