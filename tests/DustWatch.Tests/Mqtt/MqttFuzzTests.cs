using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Mqtt;

/// <summary>Mutated streams, with a fixed seed: no exception, and the same outcome however the bytes are cut.</summary>
public sealed class MqttFuzzTests
{
    private const int PacketBytesMax = 300;

    [TestCase(MqttVersion.V311)]
    [TestCase(MqttVersion.V500)]
    public void Split_at_every_byte_a_stream_has_the_outcome_of_the_whole(MqttVersion version)
    {
        foreach (var stream in new[] { Wire.Join(Corpus(version)), Wire.Join(Wire.Join(Corpus(version)), Wire.Hex("36 00")) })
        {
            var whole = Outcome(version, [Wire.Segments(stream, stream.Length)]);
            Assert.That(whole, Does.Contain("dustwatch/v1/e/p/data").And.Contain("Subscribe").And.Contain(version == MqttVersion.V500 ? "a/b=again" : "a/b=1"));
            for (var at = 0; at <= stream.Length; at++)
            {
                Assert.That(Outcome(version, [Wire.Segments(stream[..at], stream.Length), Wire.Segments(stream[at..], stream.Length)]), Is.EqualTo(whole), $"split at {at}");
            }

            for (var length = 1; length < 20; length++)
            {
                Assert.That(Outcome(version, [Wire.Segments(stream, length)]), Is.EqualTo(whole), $"segments of {length}");
            }
        }
    }

    [TestCase(MqttVersion.V311, 311)]
    [TestCase(MqttVersion.V500, 500)]
    public void Mutated_streams_have_one_outcome_and_no_exception(MqttVersion version, int seed)
    {
        var random = new Random(seed);
        var corpus = Corpus(version);
        var faulty = 0;
        var kinds = new HashSet<string>();
        for (var round = 0; round < 20_000; round++)
        {
            var stream = Mutate(random, Wire.Join([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => corpus[random.Next(corpus.Length)])]));
            var whole = Outcome(version, [Wire.Segments(stream, Math.Max(1, stream.Length))]);
            var cut = random.Next(stream.Length + 1);
            var segments = random.Next(1, 12);
            Assert.That(Outcome(version, [Wire.Segments(stream, segments)]), Is.EqualTo(whole), $"round {round}, segments of {segments}: {Convert.ToHexString(stream)}");
            Assert.That(Outcome(version, [Wire.Segments(stream[..cut], segments), Wire.Segments(stream[cut..], segments)]), Is.EqualTo(whole), $"round {round}, cut at {cut}: {Convert.ToHexString(stream)}");
            if (whole.Contains("Faulty", StringComparison.Ordinal))
            {
                faulty++;
                kinds.Add(whole[whole.IndexOf("Faulty", StringComparison.Ordinal)..]);
            }
        }

        Assert.That(faulty, Is.InRange(5_000, 19_000), "mutations must neither all fail nor all pass");
        Assert.That(kinds, Has.Count.GreaterThan(version == MqttVersion.V500 ? 20 : 12), "mutations reach many rules");
    }

    [Test]
    public void Mutated_connects_never_throw_and_always_have_a_reason()
    {
        var random = new Random(1);
        byte[][] corpus =
        [
            Wire.Connect(MqttVersion.V311), Wire.Connect(MqttVersion.V500), Wire.Connect(MqttVersion.V500, properties: Wire.Hex("0D 11 00000001 21 0001 27 00000100")),
            Wire.Connect(MqttVersion.V311, flags: 0xEE, rest: Wire.Join(Wire.Text("w/t"), Wire.Text("x"), Wire.Text("u"), Wire.Text("p"))),
            Wire.Connect(MqttVersion.V500, flags: 0xEE, rest: Wire.Join(Wire.Hex("05 18 00000001"), Wire.Text("w/t"), Wire.Text("x"), Wire.Text("u"), Wire.Text("p"))),
        ];
        var taken = 0;
        for (var round = 0; round < 50_000; round++)
        {
            var body = Mutate(random, corpus[random.Next(corpus.Length)][2..]);
            var isRead = ConnectPacket.TryRead(body, out var connect, out _, out var fault);
            taken += isRead ? 1 : 0;
            Assert.That((isRead, connect is not null, fault.Code == MqttReasonCode.Success), Is.EqualTo((isRead, isRead, isRead)), Convert.ToHexString(body));
        }

        Assert.That(taken, Is.InRange(2_000, 40_000));
    }

    private static byte[][] Corpus(MqttVersion version)
    {
        byte[] none = version == MqttVersion.V500 ? [0] : [];
        return
        [
            Wire.Publish(version, "dustwatch/v1/e/p/data", "{\"dust_respirable\":0.82}"),
            Wire.Publish(version, "a/b", "1", id: 7, properties: Wire.Hex("0A 23 0001 26 0001 6B 0001 76")),
            version == MqttVersion.V500 ? Wire.Publish(version, "", "again", id: 8, properties: Wire.Hex("03 23 0001")) : Wire.Publish(version, "粉尘", "2", id: 8),
            Wire.Publish(version, "long", new('x', 150), flags: 1),
            Wire.PingReq,
            Wire.Packet(0x82, Wire.U16(1), none, Wire.Text("a/+"), [1], Wire.Text("$share/g/#"), [0]),
            Wire.Packet(0xA2, Wire.U16(2), none, Wire.Text("a/#")),
            Wire.Publish(version, "t", "", properties: Wire.Hex("0E 01 01 02 0000000A 08 0001 72 03 0000")),
        ];
    }

    private static byte[] Mutate(Random random, byte[] stream)
    {
        var bytes = stream.ToList();
        for (var n = random.Next(3); n > 0 && bytes.Count > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 3:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>What a connection makes of reads that come one after the other, as the endpoint's read loop sees them.</summary>
    private static string Outcome(MqttVersion version, ReadOnlySequence<byte>[] reads)
    {
        var story = new StringBuilder();
        using var output = new MqttOutput(new Pipe().Writer, TimeProvider.System, TimeSpan.FromSeconds(1), () => { });
        var inbound = GivenMqtt.Inbound(version, new TellingSession(story), new MqttAcknowledger(version, output, 100, _ => { }), new() { TopicAliasMaximum = 2, MaxInflight = 100 });
        using var scratch = new MqttScratch();
        byte[] rest = [];
        foreach (var read in reads)
        {
            var buffer = rest.Length == 0 ? read : Wire.Segments([.. rest, .. read.ToArray()], Math.Max(1, read.FirstSpan.Length));
            var frames = new MqttFrameReader(buffer, version, PacketBytesMax, scratch);
            MqttFrameStatus status;
            MqttFault fault;
            while ((status = frames.TryRead(out var frame, out fault)) == MqttFrameStatus.Complete)
            {
                story.Append(frame.Type).Append(' ');
                var step = inbound.Take(frame, out fault);
                if (step != MqttStep.Next)
                {
                    return story.Append(step).Append(' ').Append(fault).ToString();
                }
            }

            if (status == MqttFrameStatus.Faulty)
            {
                return story.Append(status).Append(' ').Append(fault).ToString();
            }

            rest = buffer.Slice(frames.Consumed).ToArray();
        }

        return story.Append(rest.Length).Append(" left, answers ").Append(Convert.ToHexString(inbound.Answers.WrittenSpan)).ToString();
    }

    private sealed class TellingSession(StringBuilder story) : IMqttSession
    {
        public MqttTaken Publish(in MqttPublish message)
        {
            story.Append(Encoding.UTF8.GetString(message.Topic)).Append('=').Append(Encoding.Latin1.GetString(message.Payload)).Append(' ')
                .Append(message.MessageExpirySeconds).Append(message.PacketId).Append(message.Retain).Append(' ');
            return new(MqttReasonCode.Success);
        }

        public ValueTask CommitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Closed(MqttClosed closed)
        {
        }
    }
}
