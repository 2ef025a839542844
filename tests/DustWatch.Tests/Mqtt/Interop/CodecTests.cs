using System.Buffers;
using System.Globalization;
using System.Text;
using DustWatch.Mqtt;
using DustWatch.Tests.Architecture;
using DustWatch.Tests.Mqtt.Decoding;
using NUnit.Framework;

namespace DustWatch.Tests.Mqtt.Interop;

/// <summary>An independent codec, mqtt-packet of npm: what it writes we read, and what we write it reads.</summary>
public sealed class CodecTests
{
    /// <summary>Packets of each version and direction; infra/drills/mqtt-codec.sh asks for more.</summary>
    private static readonly int Packets = int.Parse(Environment.GetEnvironmentVariable("DUSTWATCH_MQTT_PACKETS") ?? "4000", CultureInfo.InvariantCulture);

    private static string Script => Path.Combine(Repository.Root, "tests", "DustWatch.Tests", "Mqtt", "Interop", "codec.mjs");

    private static string Web => Path.Combine(Repository.Root, "dashboard", "web");

    [TestCase(MqttVersion.V311)]
    [TestCase(MqttVersion.V500)]
    public async Task We_read_what_it_writes(MqttVersion version)
    {
        var lines = await ForeignProgram.RunAsync("node", [Script, Web, "generate", "4711", $"{Packets}", $"{(int)version}"]);
        Assert.That(lines, Has.Length.EqualTo(Packets));
        using var scratch = new MqttScratch();
        foreach (var line in lines)
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            var read = FastDecoder.Decode(Convert.FromHexString(line[..tab]), version, scratch);
            if (read != line[(tab + 1)..])
            {
                Assert.That(read, Is.EqualTo(line[(tab + 1)..]), line[..tab]);
            }
        }
    }

    [TestCase(MqttVersion.V311)]
    [TestCase(MqttVersion.V500)]
    public async Task It_reads_what_we_write(MqttVersion version)
    {
        var random = new Random(815);
        var (packets, expected) = (new StringBuilder(), new List<string>());
        for (var i = 0; i < Packets; i++)
        {
            var output = new ArrayBufferWriter<byte>();
            expected.Add(Write(random, version, output));
            packets.Append(Convert.ToHexString(output.WrittenSpan)).Append('\n');
        }

        var read = await ForeignProgram.RunAsync("node", [Script, Web, "parse", $"{(int)version}"], packets.ToString());
        Assert.That(read, Has.Length.EqualTo(Packets));
        for (var i = 0; i < Packets; i++)
        {
            if (read[i].TrimEnd() != expected[i].TrimEnd())
            {
                Assert.That(read[i], Is.EqualTo(expected[i]), packets.ToString().Split('\n')[i]);
            }
        }
    }

    private static string Write(Random random, MqttVersion version, ArrayBufferWriter<byte> output)
    {
        var isV5 = version == MqttVersion.V500;
        var id = (ushort)random.Next(1, 65_536);
        switch (random.Next(6))
        {
            case 0:
                return WritePublish(random, version, id, output);
            case 1:
                var type = (MqttPacketType)random.Next(4, 8);
                var code = isV5 && random.Next(2) == 0 ? type is MqttPacketType.PubRel or MqttPacketType.PubComp ? MqttReasonCode.PacketIdentifierNotFound : MqttReasonCode.NotAuthorized : MqttReasonCode.Success;
                output.Advance(AcknowledgementPacket.Write(output.GetSpan(AcknowledgementPacket.BytesMax), type, version, id, code));
                return $"{type.ToString().ToLowerInvariant()} {id} {(int)code}";
            case 2:
                var isSubAck = random.Next(2) == 0;
                var codes = Enumerable.Range(0, random.Next(1, 9)).Select(_ => isSubAck
                    ? random.Next(4) is < 3 and var qos ? (MqttReasonCode)qos : isV5 ? MqttReasonCode.NotAuthorized : MqttReasonCode.UnspecifiedError
                    : random.Next(2) == 0 ? MqttReasonCode.Success : MqttReasonCode.NoSubscriptionExisted).ToArray();
                SubscribePacket.TryWriteAnswer(output, isSubAck ? MqttPacketType.SubAck : MqttPacketType.UnsubAck, version, id, codes, int.MaxValue);
                return $"{(isSubAck ? "suback" : "unsuback")} {id} {(isSubAck || isV5 ? string.Join(',', codes.Select(c => (int)c)) : "")} ";
            case 3:
                return WriteConnAck(random, version, output);
            case 4:
                var text = random.Next(2) == 0 ? Text(random, 1) : null;
                var why = isV5 ? MqttReasonCode.ServerBusy : MqttReasonCode.Success;
                DisconnectPacket.TryWrite(output, version, why, text, int.MaxValue);
                return $"disconnect {(int)why} {(isV5 && text is not null ? $"31={text}" : "")}";
            default:
                return WriteConnect(random, version, output);
        }
    }

    private static string WritePublish(Random random, MqttVersion version, ushort id, ArrayBufferWriter<byte> output)
    {
        var isV5 = version == MqttVersion.V500;
        var qos = (MqttQos)random.Next(3);
        var (topic, payload) = (Text(random, 1), new byte[random.Next(300)]);
        random.NextBytes(payload);
        var (retain, isDuplicate) = (random.Next(2) == 0, qos > 0 && random.Next(2) == 0);
        var userValue = Text(random, 0);
        var properties = isV5 ? Wire.Join([1, 1], [3], Wire.Text("c/t"), [8], Wire.Text("r"), [9], Wire.Binary([1, 255]), [38], Wire.Text("k"), Wire.Text(userValue)) : [];
        var message = new MqttMessage { Topic = Encoding.UTF8.GetBytes(topic), Payload = payload, Properties = properties };
        var identifiers = random.Next(2) == 0 ? Array.Empty<int>() : [random.Next(1, 268_435_456)];
        var expiry = random.Next(2) == 0 ? default(uint?) : (uint)random.Next();
        var alias = (ushort)(isV5 && random.Next(2) == 0 ? random.Next(1, 65_536) : 0);
        var entry = new MqttOutgoing(message, qos, retain, identifiers, 1) { PacketId = qos == 0 ? (ushort)0 : id };
        PublishPacket.WriteForwarded(output, version, entry, isDuplicate, expiry, alias, isAliasKnown: false, int.MaxValue);
        List<string> said = isV5 ? ["1=1", "3=c/t", "8=r", "9=01FF", $"38=k:{userValue}"] : [];
        if (isV5)
        {
            said.AddRange(identifiers.Select(i => $"11={i}"));
            said.AddRange(expiry is null ? [] : [$"2={expiry}"]);
            said.AddRange(alias == 0 ? [] : [$"35={alias}"]);
        }

        return $"publish {isDuplicate} {(int)qos} {retain} {entry.PacketId} {topic} {string.Join(' ', said.Order(StringComparer.Ordinal))} {Convert.ToHexString(payload)}";
    }

    private static string WriteConnAck(Random random, MqttVersion version, ArrayBufferWriter<byte> output)
    {
        var connAck = new MqttConnAck
        {
            Code = MqttReasonCode.Success,
            IsSessionPresent = random.Next(2) == 0,
            SessionExpiryIntervalSeconds = (uint)random.Next(),
            ReceiveMaximum = (ushort)random.Next(1, 65_535),
            MaximumPacketSize = (uint)random.Next(1, int.MaxValue),
            AssignedClientId = Text(random, 1),
            TopicAliasMaximum = (ushort)random.Next(1, 65_536),
            ServerKeepAliveSeconds = (ushort)random.Next(65_536),
        };
        ConnAckPacket.TryWrite(output, version, connAck, int.MaxValue);
        string[] said = version == MqttVersion.V311 ? [] :
        [
            $"17={connAck.SessionExpiryIntervalSeconds}", $"33={connAck.ReceiveMaximum}", $"39={connAck.MaximumPacketSize}", $"18={connAck.AssignedClientId}",
            $"34={connAck.TopicAliasMaximum}", $"19={connAck.ServerKeepAliveSeconds}",
        ];
        return $"connack {connAck.IsSessionPresent} 0 {string.Join(' ', said.Order(StringComparer.Ordinal))}";
    }

    private static string WriteConnect(Random random, MqttVersion version, ArrayBufferWriter<byte> output)
    {
        var connect = new MqttConnect
        {
            Version = version,
            ClientId = Text(random, 1),
            CleanStart = random.Next(2) == 0,
            KeepAliveSeconds = (ushort)random.Next(65_536),
            UserName = Text(random, 1),
            Password = new byte[] { 1, 2 },
            SessionExpiryIntervalSeconds = (uint)random.Next(1, int.MaxValue),
            ReceiveMaximum = (ushort)random.Next(1, 65_535),
            MaximumPacketSize = (uint)random.Next(1, int.MaxValue),
        };
        ConnectPacket.Write(output, connect);
        string[] said = version == MqttVersion.V311 ? [] : [$"17={connect.SessionExpiryIntervalSeconds}", $"33={connect.ReceiveMaximum}", $"39={connect.MaximumPacketSize}"];
        return $"connect {connect.ClientId} {connect.CleanStart} {connect.KeepAliveSeconds} {connect.UserName} 0102 {string.Join(' ', said.Order(StringComparer.Ordinal))}";
    }

    private static string Text(Random random, int least)
    {
        string[] alphabet = ["a", "B", "7", "/", "é", "粉", "尘", "😀", "-"];
        return string.Concat(Enumerable.Range(0, random.Next(least, 20)).Select(_ => alphabet[random.Next(alphabet.Length)]));
    }
}
