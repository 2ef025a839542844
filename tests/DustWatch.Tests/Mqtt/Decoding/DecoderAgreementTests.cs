using System.Globalization;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Mqtt.Decoding;

/// <summary>The fast readers and the slow one agree, field by field and code by code, on whole packets and on what random hands make of them.</summary>
public sealed class DecoderAgreementTests
{
    /// <summary>As many of each version; infra/drills/mqtt-decoders.sh asks for more.</summary>
    private static readonly int Inputs = int.Parse(Environment.GetEnvironmentVariable("DUSTWATCH_MQTT_INPUTS") ?? "150000", CultureInfo.InvariantCulture);

    [TestCase(MqttVersion.V311, 311)]
    [TestCase(MqttVersion.V500, 500)]
    public void Agree_on_mutated_packets(MqttVersion version, int seed)
    {
        var random = new Random(seed);
        var packets = GivenPackets.Of(version);
        using var scratch = new MqttScratch();
        var taken = 0;
        var said = new Dictionary<string, int>();
        for (var i = 0; i < Inputs; i++)
        {
            var packet = GivenPackets.Mutate(random, packets);
            if (packet.Length == 0)
            {
                continue;
            }

            var slow = ReferenceDecoder.Decode(packet, version);
            var fast = FastDecoder.Decode(packet, version, scratch);
            if (fast != slow)
            {
                Assert.Fail($"input {i} of seed {seed}: {Convert.ToHexString(packet)}\nslow {slow}\nfast {fast}");
            }

            taken += slow.Contains(' ', StringComparison.Ordinal) ? 1 : 0;
            said[slow.Split(' ')[0]] = said.GetValueOrDefault(slow.Split(' ')[0]) + 1;
        }

        Assert.That(taken, Is.InRange(Inputs / 10, Inputs * 9 / 10), "mutations must neither all fail nor all pass");
        Assert.That(said.Keys, Is.SupersetOf(new[] { "CONNECT", "PUBLISH", "4", "5", "6", "7", "SUBSCRIBE", "UNSUBSCRIBE", "DISCONNECT", "MalformedPacket", "ProtocolError" }));
    }

    [TestCase(MqttVersion.V311)]
    [TestCase(MqttVersion.V500)]
    public void Take_every_packet_to_begin_with(MqttVersion version)
    {
        using var scratch = new MqttScratch();
        foreach (var packet in GivenPackets.Of(version))
        {
            var slow = ReferenceDecoder.Decode(packet, version);
            Assert.That(Enum.TryParse<MqttReasonCode>(slow, out _), Is.False, $"{Convert.ToHexString(packet)} {slow}");
            Assert.That(FastDecoder.Decode(packet, version, scratch), Is.EqualTo(slow));
        }
    }
}
