using DustWatch.Mqtt;
using NUnit.Framework;
using static DustWatch.Mqtt.MqttReasonCode;
using static DustWatch.Mqtt.MqttVersion;

namespace DustWatch.Tests.Mqtt;

/// <summary>Every rule that a client can break, over a real socket: that connection ends, with the right code, and its neighbour does not notice.</summary>
public sealed class MqttFaultTests
{
    private EndpointUnderTest _server = null!; // SetUp
    private RawClient _neighbour = null!; // SetUp

    [SetUp]
    public async Task Start()
    {
        _server = await new EndpointUnderTest { Options = new() { BanAfterFailures = 0, TopicAliasMaximum = 2, MaxPacketSize = 4096, LingerTime = TimeSpan.FromMilliseconds(1) } }.StartAsync();
        _neighbour = await RawClient.ConnectAsync(_server.Port, V500, "neighbour");
    }

    [TearDown]
    public async Task Stop()
    {
        await _neighbour.PingAsync();
        _neighbour.Dispose();
        await _server.DisposeAsync();
    }

    private static IEnumerable<TestCaseData> After_a_connect()
    {
        foreach (var version in new[] { V311, V500 })
        {
            yield return Case(version, "a second CONNECT", ProtocolError, Wire.Connect(version));
            yield return Case(version, "packet type 0", MalformedPacket, "00 00");
            yield return Case(version, "AUTH", version == V500 ? ProtocolError : MalformedPacket, "F0 00");
            yield return Case(version, "CONNACK", ProtocolError, "20 02 0000");
            yield return Case(version, "PUBACK with flags", MalformedPacket, "41 02 0001");
            yield return Case(version, "PUBREL without its flags", MalformedPacket, "60 02 0001");
            yield return Case(version, "PUBREC with packet identifier 0", ProtocolError, "50 02 0000");
            yield return Case(version, "SUBACK", ProtocolError, "90 03 0001 00");
            yield return Case(version, "PINGRESP", ProtocolError, "D0 00");
            yield return Case(version, "PINGREQ with flags", MalformedPacket, "C1 00");
            yield return Case(version, "PINGREQ with a body", MalformedPacket, "C0 01 00");
            yield return Case(version, "SUBSCRIBE with wrong flags", MalformedPacket, "80 00");
            yield return Case(version, "UNSUBSCRIBE with wrong flags", MalformedPacket, "A0 00");
            yield return Case(version, "DISCONNECT with flags", MalformedPacket, "E1 00");
            yield return Case(version, "remaining length of five bytes", MalformedPacket, "30 FF FF FF FF");
            yield return Case(version, "packet too large", PacketTooLarge, "30 80 20");
            yield return Case(version, "PUBLISH with QoS 3", MalformedPacket, "36 00");
            yield return Case(version, "PUBLISH of QoS 2 with packet identifier 0", ProtocolError, Wire.Packet(0x34, Wire.Text("a"), Wire.U16(0), version == V500 ? [0] : []));
            yield return Case(version, "PUBLISH of QoS 0 with DUP", MalformedPacket, Wire.Publish(version, "a", "", flags: 8));
            yield return Case(version, "PUBLISH of QoS 1 with packet identifier 0", ProtocolError, Wire.Packet(0x32, Wire.Text("a"), Wire.U16(0), version == V500 ? [0] : []));
            yield return Case(version, "PUBLISH that ends in its topic", MalformedPacket, "30 03 0002 61");
            yield return Case(version, "PUBLISH that ends before its packet identifier", MalformedPacket, "32 04 0001 61 00");
            yield return Case(version, "topic with +", MalformedPacket, Wire.Publish(version, "a/+", ""));
            yield return Case(version, "topic with #", MalformedPacket, Wire.Publish(version, "a/#", ""));
            yield return Case(version, "empty topic", ProtocolError, Wire.Publish(version, "", ""));
            yield return Case(version, "topic with U+0000", MalformedPacket, Wire.Publish(version, "a\0", ""));
            yield return Case(version, "topic with a surrogate", MalformedPacket, Wire.Packet(0x30, Wire.Binary([0xED, 0xA0, 0x80]), version == V500 ? [0] : []));
            yield return Case(version, "topic with an overlong form", MalformedPacket, Wire.Packet(0x30, Wire.Binary([0xC0, 0xAF]), version == V500 ? [0] : []));
            yield return Case(version, "SUBSCRIBE without filters", ProtocolError, Wire.Packet(0x82, Wire.U16(1), version == V500 ? [0] : []));
            yield return Case(version, "SUBSCRIBE with packet identifier 0", ProtocolError, Subscribe(version, 0, "a", 0));
            yield return Case(version, "SUBSCRIBE with QoS 3", MalformedPacket, Subscribe(version, 1, "a", 3));
            yield return Case(version, "SUBSCRIBE with reserved options", MalformedPacket, Subscribe(version, 1, "a", 0x40));
            yield return Case(version, "SUBSCRIBE with an empty filter", MalformedPacket, Subscribe(version, 1, "", 0));
            yield return Case(version, "SUBSCRIBE with a wildcard out of place", MalformedPacket, Subscribe(version, 1, "a/#/b", 0));
            yield return Case(version, "SUBSCRIBE without options", MalformedPacket, Subscribe(version, 1, "a", 0)[..^1].Select((b, i) => i == 1 ? (byte)(b - 1) : b).ToArray());
            yield return Case(version, "UNSUBSCRIBE without filters", ProtocolError, Wire.Packet(0xA2, Wire.U16(1), version == V500 ? [0] : []));
        }

        yield return Case(V311, "DISCONNECT with a body", MalformedPacket, "E0 01 00");
        yield return Case(V311, "SUBSCRIBE with options of 5.0", MalformedPacket, Subscribe(V311, 1, "a", 4));
        yield return Case(V500, "remaining length longer than needed", MalformedPacket, "C0 80 00");
        yield return Case(V500, "unknown property", MalformedPacket, Wire.Publish(V500, "a", "", properties: Wire.Hex("02 7F 00")));
        yield return Case(V500, "property of another packet", MalformedPacket, Wire.Publish(V500, "a", "", properties: Wire.Hex("03 21 0001")));
        yield return Case(V500, "property that ends early", MalformedPacket, Wire.Publish(V500, "a", "", properties: Wire.Hex("02 23 00")));
        yield return Case(V500, "property length beyond the packet", MalformedPacket, Wire.Publish(V500, "a", "", properties: Wire.Hex("05 01 00")));
        yield return Case(V500, "property length longer than needed", MalformedPacket, Wire.Publish(V500, "a", "", properties: Wire.Hex("80 00")));
        yield return Case(V500, "property twice", ProtocolError, Wire.Publish(V500, "a", "", properties: Wire.Hex("04 01 00 01 00")));
        yield return Case(V500, "payload format indicator of 2", ProtocolError, Wire.Publish(V500, "a", "", properties: Wire.Hex("02 01 02")));
        yield return Case(V500, "response topic with a wildcard", ProtocolError, Wire.Publish(V500, "a", "", properties: Wire.Hex("04 08 0001 23")));
        yield return Case(V500, "subscription identifier from a client", ProtocolError, Wire.Publish(V500, "a", "", properties: Wire.Hex("02 0B 01")));
        yield return Case(V500, "topic alias 0", TopicAliasInvalid, Wire.Publish(V500, "a", "", properties: Wire.Hex("03 23 0000")));
        yield return Case(V500, "topic alias above the maximum", TopicAliasInvalid, Wire.Publish(V500, "a", "", properties: Wire.Hex("03 23 0003")));
        yield return Case(V500, "topic alias that is not set", ProtocolError, Wire.Publish(V500, "", "", properties: Wire.Hex("03 23 0002")));
        yield return Case(V500, "user property that is not UTF-8", MalformedPacket, Wire.Publish(V500, "a", "", properties: Wire.Hex("07 26 0001 FF 0001 61")));
        yield return Case(V500, "No Local on a shared subscription", ProtocolError, Subscribe(V500, 1, "$share/g/a", 4));
        yield return Case(V500, "Retain Handling 3", ProtocolError, Subscribe(V500, 1, "a", 0x30));
        yield return Case(V500, "share name that is empty", MalformedPacket, Subscribe(V500, 1, "$share//a", 0));
        yield return Case(V500, "subscription identifier 0", ProtocolError, Wire.Packet(0x82, Wire.U16(1), Wire.Hex("02 0B 00"), Wire.Text("a"), [0]));
        yield return Case(V500, "DISCONNECT with a session expiry that CONNECT did not have", ProtocolError, "E0 07 00 05 11 00000001");
        yield return Case(V500, "DISCONNECT with a code of the server's", ProtocolError, "E0 01 8B");
        yield return Case(V500, "PUBACK with a code it may not carry", ProtocolError, "40 03 0001 92");
        yield return Case(V500, "PUBREL with a code it may not carry", ProtocolError, "62 03 0001 10");
        yield return Case(V500, "DISCONNECT with bytes after its end", MalformedPacket, "E0 03 00 00 00");
    }

    private static IEnumerable<TestCaseData> First_packets()
    {
        yield return First("a PINGREQ", null, "C0 00");
        yield return First("an HTTP request", null, "47 45 54 20 2F");
        yield return First("the first byte of a PUBLISH", null, "30");
        yield return First("a CONNECT with flags in its fixed header", null, "11 00");
        yield return First("a CONNECT longer than any may be", null, "10 FF FF FF 7F");
        yield return First("another protocol name", null, Wire.Packet(0x10, Wire.Text("MQTX"), Wire.Hex("04 02 0000 0000")));
        yield return First("MQTT 3.1", "20 02 00 01", Wire.Packet(0x10, Wire.Text("MQIsdp"), Wire.Hex("03 02 0000 0001 61")));
        yield return First("level 3", "20 02 00 01", Wire.Packet(0x10, Wire.Text("MQTT"), Wire.Hex("03 02 0000 0001 61")));
        yield return First("level 6", "84", Wire.Packet(0x10, Wire.Text("MQTT"), Wire.Hex("06 02 0000 00 0001 61")));
        yield return First("3.1.1: reserved flag", null, Wire.Connect(V311, flags: 3));
        yield return First("5.0: reserved flag", "81", Wire.Connect(V500, flags: 3));
        yield return First("3.1.1: will with QoS 3", null, Wire.Connect(V311, flags: 0x1E, rest: Wire.Join(Wire.Text("w"), Wire.Text(""))));
        yield return First("5.0: will with QoS 3", "81", Wire.Connect(V500, flags: 0x1E, rest: Wire.Join([0], Wire.Text("w"), Wire.Text(""))));
        yield return First("5.0: QoS of a will that is not there", "81", Wire.Connect(V500, flags: 0x0A));
        yield return First("3.1.1: RETAIN of a will that is not there", null, Wire.Connect(V311, flags: 0x22));
        yield return First("3.1.1: password without a user name", null, Wire.Connect(V311, flags: 0x42, rest: Wire.Text("p")));
        yield return First("3.1.1: empty client identifier without a clean session", "20 02 00 02", Wire.Connect(V311, clientId: "", flags: 0));
        yield return First("5.0: client identifier of 257 bytes", "85", Wire.Connect(V500, clientId: new('x', 257)));
        yield return First("5.0: bytes after the end", "81", Wire.Connect(V500, rest: [0]));
        yield return First("5.0: user name missing", "81", Wire.Connect(V500, flags: 0x82));
        yield return First("5.0: user name with U+0000", "81", Wire.Connect(V500, flags: 0x82, rest: Wire.Text("\0")));
        yield return First("5.0: will topic with a wildcard", "81", Wire.Connect(V500, flags: 6, rest: Wire.Join([0], Wire.Text("#"), Wire.Text(""))));
        yield return First("5.0: will property that belongs to CONNECT", "81", Wire.Connect(V500, flags: 6, rest: Wire.Join(Wire.Hex("03 210001"), Wire.Text("w"), Wire.Text(""))));
        yield return First("5.0: receive maximum 0", "82", Wire.Connect(V500, properties: Wire.Hex("03 21 0000")));
        yield return First("5.0: maximum packet size 0", "82", Wire.Connect(V500, properties: Wire.Hex("05 27 00000000")));
        yield return First("5.0: request problem information 2", "82", Wire.Connect(V500, properties: Wire.Hex("02 17 02")));
        yield return First("5.0: receive maximum twice", "82", Wire.Connect(V500, properties: Wire.Hex("06 21 0001 21 0001")));
        yield return First("5.0: authentication method", "8C", Wire.Connect(V500, properties: Wire.Hex("04 15 0001 61")));
        yield return First("5.0: authentication data without a method", "82", Wire.Connect(V500, properties: Wire.Hex("04 16 0001 61")));
        yield return First("5.0: topic alias in CONNECT", "81", Wire.Connect(V500, properties: Wire.Hex("03 23 0001")));
    }

    [TestCaseSource(nameof(After_a_connect))]
    public async Task Ends_the_connection_with_the_code(MqttVersion version, byte[] packet, MqttReasonCode code)
    {
        using var client = await RawClient.ConnectAsync(_server.Port, version);
        await client.SendAsync(packet);
        await client.EndsAsync(version, code);

        var closed = await _server[1].EndAsync();
        Assert.That((closed.Cause, closed.Code), Is.EqualTo((MqttCloseCause.ProtocolFault, code)));
        Assert.That(_server[1].Waiting, Is.Zero);
    }

    [TestCaseSource(nameof(First_packets))]
    public async Task Turns_away(byte[] packet, byte[]? answer)
    {
        using var client = await RawClient.OpenAsync(_server.Port);
        await client.SendAsync(packet);
        if (answer is { Length: 1 })
        {
            var connAck = await client.PacketAsync();
            Assert.That((connAck[0], connAck[2], connAck[3]), Is.EqualTo(((byte)0x20, (byte)0, answer[0])));
        }
        else if (answer is not null)
        {
            Assert.That(await client.PacketAsync(), Is.EqualTo(answer));
        }

        Assert.That(await client.PacketAsync(), Is.Empty);
        Assert.That(_server.Connects, Has.Count.EqualTo(1));
    }

    private static byte[] Subscribe(MqttVersion version, int id, string filter, int options) =>
        Wire.Packet(0x82, Wire.U16(id), version == V500 ? [0] : [], Wire.Text(filter), [(byte)options]);

    private static TestCaseData Case(MqttVersion version, string name, MqttReasonCode code, string hex) => Case(version, name, code, Wire.Hex(hex));

    private static TestCaseData Case(MqttVersion version, string name, MqttReasonCode code, byte[] packet) => new(version, packet, code) { TestName = $"Ends_the_connection_on: {name} ({version})" };

    private static TestCaseData First(string name, string? answer, string hex) => First(name, answer, Wire.Hex(hex));

    private static TestCaseData First(string name, string? answer, byte[] packet) => new(packet, answer is null ? null : Wire.Hex(answer)) { TestName = $"Turns_away: {name}" };
}
