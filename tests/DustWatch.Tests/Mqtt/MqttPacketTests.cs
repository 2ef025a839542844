using System.Buffers;
using System.Text;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Mqtt;

/// <summary>Each packet read from bytes drawn by hand, and written to the same bytes.</summary>
public sealed class MqttPacketTests
{
    [Test]
    public void Reads_every_field_of_a_connect_of_5()
    {
        var will = Wire.Join(Wire.Properties(Wire.Hex("18 00000005"), Wire.Hex("01 01"), Wire.Hex("02 0000000A")), Wire.Text("w/t"), Wire.Binary("bye"u8.ToArray()));
        var body = Wire.Join(
            Wire.Text("MQTT"), Wire.Hex("05 EE 003C"),
            Wire.Properties(Wire.Hex("11 00000E10"), Wire.Hex("21 0007"), Wire.Hex("27 00001000"), Wire.Hex("22 0009"), Wire.Hex("19 01"), Wire.Hex("17 00"),
                Wire.Join([0x26], Wire.Text("k"), Wire.Text("v")), Wire.Join([0x26], Wire.Text("k"), Wire.Text("v"))),
            Wire.Text("设备"), will, Wire.Text("user"), Wire.Binary([0, 255]));

        Assert.That(ConnectPacket.TryRead(body, out var connect, out var version, out _), Is.True);
        Assert.That(version, Is.EqualTo(MqttVersion.V500));
        Assert.That(connect, Has.Property("ClientId").EqualTo("设备").And.Property("CleanStart").True.And.Property("KeepAliveSeconds").EqualTo(60)
            .And.Property("UserName").EqualTo("user").And.Property("SessionExpiryIntervalSeconds").EqualTo(3600).And.Property("ReceiveMaximum").EqualTo(7)
            .And.Property("MaximumPacketSize").EqualTo(4096).And.Property("TopicAliasMaximum").EqualTo(9)
            .And.Property("IsResponseInformationRequested").True.And.Property("IsProblemInformationRequested").False);
        Assert.That(connect!.Password!.Value.ToArray(), Is.EqualTo(new byte[] { 0, 255 }));
        Assert.That(Encoding.UTF8.GetString(connect.Will!.Topic.Span), Is.EqualTo("w/t"));
        Assert.That(Encoding.UTF8.GetString(connect.Will.Payload.Span), Is.EqualTo("bye"));
        Assert.That(connect.Will, Has.Property("Qos").EqualTo(MqttQos.AtLeastOnce).And.Property("Retain").True.And.Property("DelayIntervalSeconds").EqualTo(5));
    }

    [Test]
    public void Reads_a_bare_connect_of_3_1_1()
    {
        Assert.That(ConnectPacket.TryRead(Wire.Hex("0004 4D515454 04 00 0000 0001 61"), out var connect, out _, out _), Is.True);
        Assert.That(connect, Has.Property("ClientId").EqualTo("a").And.Property("CleanStart").False.And.Property("UserName").Null.And.Property("Password").Null.And.Property("Will").Null);
    }

    [TestCase(MqttVersion.V311)]
    [TestCase(MqttVersion.V500)]
    public void Reads_the_connect_it_writes(MqttVersion version)
    {
        var output = new ArrayBufferWriter<byte>();
        ConnectPacket.Write(output, new() { Version = version, ClientId = "a", UserName = "u", Password = "p"u8.ToArray(), KeepAliveSeconds = 7, MaximumPacketSize = 99, CleanStart = false });

        Assert.That(ConnectPacket.TryRead(output.WrittenSpan[2..], out var connect, out _, out _), Is.True);
        Assert.That(output.WrittenSpan[1], Is.EqualTo(output.WrittenCount - 2));
        Assert.That(connect, Has.Property("ClientId").EqualTo("a").And.Property("UserName").EqualTo("u").And.Property("KeepAliveSeconds").EqualTo(7).And.Property("CleanStart").False
            .And.Property("MaximumPacketSize").EqualTo(version == MqttVersion.V500 ? 99 : 0));
    }

    [Test]
    public void Writes_a_connack_of_5_with_what_differs_from_the_defaults()
    {
        var output = new ArrayBufferWriter<byte>();
        var connAck = new MqttConnAck { Code = MqttReasonCode.Success, ReceiveMaximum = 2, MaximumQos = MqttQos.AtLeastOnce, AssignedClientId = "x", ServerKeepAliveSeconds = 9, SessionExpiryIntervalSeconds = 0 };

        Assert.That(ConnAckPacket.TryWrite(output, MqttVersion.V500, connAck, int.MaxValue), Is.True);
        Assert.That(output.WrittenSpan.ToArray(), Is.EqualTo(Wire.Hex("20 14 00 00 11 11 00000000 21 0002 24 01 12 0001 78 13 0009")));
        Assert.That(ConnAckPacket.TryRead(output.WrittenSpan[2..], MqttVersion.V500, out var read, out _), Is.True);
        Assert.That(read, Is.EqualTo(connAck));
    }

    [TestCase(MqttReasonCode.UnsupportedProtocolVersion, 1)]
    [TestCase(MqttReasonCode.ClientIdentifierNotValid, 2)]
    [TestCase(MqttReasonCode.ServerUnavailable, 3)]
    [TestCase(MqttReasonCode.BadUserNameOrPassword, 4)]
    [TestCase(MqttReasonCode.NotAuthorized, 5)]
    public void Writes_the_return_codes_of_3_1_1(MqttReasonCode code, int returnCode)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.That(ConnAckPacket.TryWrite(output, MqttVersion.V311, new() { Code = code, ReasonString = "why" }, int.MaxValue), Is.True);
        Assert.That(output.WrittenSpan.ToArray(), Is.EqualTo(new byte[] { 0x20, 2, 0, (byte)returnCode }));
    }

    [Test]
    public void Leaves_the_reason_out_when_the_client_takes_no_packet_that_long()
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.That(DisconnectPacket.TryWrite(output, MqttVersion.V500, MqttReasonCode.ProtocolError, "why", packetBytesMax: 9), Is.True);
        Assert.That(output.WrittenSpan.ToArray(), Is.EqualTo(Wire.Hex("E0 01 82")));
        output.Clear();
        Assert.That(DisconnectPacket.TryWrite(output, MqttVersion.V500, MqttReasonCode.ProtocolError, "why", packetBytesMax: 10), Is.True);
        Assert.That(output.WrittenSpan.ToArray(), Is.EqualTo(Wire.Hex("E0 08 82 06 1F 0003 776879")));
    }

    [Test]
    public void Reads_a_publish_with_its_properties()
    {
        var body = Wire.Join(Wire.Text("a/b"), Wire.U16(7), Wire.Properties(
            Wire.Hex("01 01"), Wire.Hex("02 00000102"), Wire.Hex("23 0003"), Wire.Join([8], Wire.Text("re")), Wire.Join([9], Wire.Binary([1, 2])), Wire.Join([3], Wire.Text("json"))), "xyz"u8.ToArray());

        Assert.That(PublishPacket.TryRead(0b1011, body, MqttVersion.V500, out var publish, out _), Is.True);
        Assert.That(Encoding.UTF8.GetString(publish.Topic), Is.EqualTo("a/b"));
        Assert.That(Encoding.UTF8.GetString(publish.Payload), Is.EqualTo("xyz"));
        Assert.That((publish.Qos, publish.Retain, publish.IsDuplicate, publish.PacketId, publish.TopicAlias), Is.EqualTo((MqttQos.AtLeastOnce, true, true, (ushort)7, (ushort)3)));
        Assert.That((publish.MessageExpirySeconds, publish.IsPayloadText), Is.EqualTo((258u, true)));
        Assert.That(Encoding.UTF8.GetString(publish.ResponseTopic) + Encoding.UTF8.GetString(publish.ContentType), Is.EqualTo("rejson"));
        Assert.That(publish.CorrelationData.ToArray(), Is.EqualTo(new byte[] { 1, 2 }));
    }

    [TestCase(MqttVersion.V311, 0, "30 06 0003 612F62 78")]
    [TestCase(MqttVersion.V311, 1, "33 08 0003 612F62 0102 78")]
    [TestCase(MqttVersion.V500, 1, "33 09 0003 612F62 0102 00 78")]
    public void Writes_a_publish(MqttVersion version, int qos, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        PublishPacket.Write(output, version, new("a/b"u8, "x"u8, (MqttQos)qos, retain: qos == 1, packetId: (ushort)(qos * 258)));
        Assert.That(output.WrittenSpan.ToArray(), Is.EqualTo(Wire.Hex(expected)));
    }

    [TestCase(MqttVersion.V311, MqttReasonCode.QuotaExceeded, "40 02 0102")]
    [TestCase(MqttVersion.V500, MqttReasonCode.Success, "40 02 0102")]
    [TestCase(MqttVersion.V500, MqttReasonCode.QuotaExceeded, "40 03 0102 97")]
    public void Writes_a_puback(MqttVersion version, MqttReasonCode code, string expected)
    {
        var target = new byte[AcknowledgementPacket.BytesMax];
        var written = AcknowledgementPacket.Write(target, MqttPacketType.PubAck, version, 258, code);
        Assert.That(target.Take(written), Is.EqualTo(Wire.Hex(expected)));
    }

    [TestCase(0, "00")]
    [TestCase(127, "7F")]
    [TestCase(128, "8001")]
    [TestCase(16_383, "FF7F")]
    [TestCase(16_384, "808001")]
    [TestCase(2_097_151, "FFFF7F")]
    [TestCase(2_097_152, "80808001")]
    [TestCase(268_435_455, "FFFFFF7F")]
    public void Reads_and_writes_variable_byte_integers_at_their_borders(int value, string hex)
    {
        var target = new byte[4];
        var writer = new MqttWireWriter(target);
        writer.WriteVariable(value);
        var reader = new MqttWireReader(Wire.Hex(hex));

        Assert.That(target.Take(writer.Written), Is.EqualTo(Wire.Hex(hex)));
        Assert.That(reader.TryReadVariable(out var read), Is.True);
        Assert.That(read, Is.EqualTo(value));
        Assert.That(MqttWireWriter.SizeOfVariable(value), Is.EqualTo(writer.Written));
    }

    [TestCase("a", true)]
    [TestCase("/", true)]
    [TestCase("#", true)]
    [TestCase("a/#", true)]
    [TestCase("+/+", true)]
    [TestCase("", false)]
    [TestCase("a#", false)]
    [TestCase("#/a", false)]
    [TestCase("a+/b", false)]
    [TestCase("a/+b", false)]
    public void Knows_a_topic_filter(string filter, bool isFilter) => Assert.That(MqttTopic.IsFilter(Encoding.UTF8.GetBytes(filter)), Is.EqualTo(isFilter));

    [TestCase("$share/g/a/#", true)]
    [TestCase("$share//a", false)]
    [TestCase("$share/g", false)]
    [TestCase("$share/g/", false)]
    [TestCase("$share/+/a", false)]
    public void Knows_a_shared_filter(string filter, bool isFilter) => Assert.That(MqttTopic.IsSharedFilter(Encoding.UTF8.GetBytes(filter)), Is.EqualTo(isFilter));

    [Test]
    public void Every_option_out_of_range_is_named_at_once()
    {
        var none = TimeSpan.Zero;
        var options = new MqttEndpointOptions { MaxInflight = 0, MaxPacketSize = 1, TopicAliasMaximum = -1, ConnectTimeout = none, ServerKeepAlive = none, WriteTimeout = none, CloseTimeout = none };
        Assert.That(options.Faults(), Has.Count.EqualTo(8));
        Assert.That(new MqttEndpointOptions().Faults(), Is.Empty);
    }
}
