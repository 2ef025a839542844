using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Mqtt.Decoding;

/// <summary>Mutated sequences over real sockets, beside a healthy client that must not notice: each ends, what is answered is well formed, and nothing stays behind.</summary>
public sealed class HostileSequenceTests
{
    /// <summary>Sequences; infra/drills/mqtt-sequences.sh asks for more.</summary>
    private static readonly int Sequences = int.Parse(Environment.GetEnvironmentVariable("DUSTWATCH_MQTT_SEQUENCES") ?? "1500", CultureInfo.InvariantCulture);

    [Test]
    public async Task End_each_with_a_reason_or_a_close_and_leave_nothing_behind()
    {
        const int Seed = 77;
        var random = new Random(Seed);
        await using var server = await EndpointUnderTest.BrokerAsync(new()
        {
            BanAfterFailures = 0,
            MaxPacketSize = 4096,
            LingerTime = TimeSpan.FromMilliseconds(1),
            SessionExpiryMaximum = TimeSpan.Zero,
            MaxRetainedMessages = 100,
        });
        using var healthy = await RawClient.ConnectAsync(server.Port, MqttVersion.V500, "healthy");
        await healthy.SendAsync(Wire.Packet(0x82, Wire.U16(1), [0], Wire.Text("own/topic"), [0]));
        await healthy.PacketAsync();
        for (var i = 0; i < Sequences; i++)
        {
            var version = random.Next(2) == 0 ? MqttVersion.V311 : MqttVersion.V500;
            var packets = GivenPackets.Of(version);
            var sequence = random.Next(8) == 0 ? new List<byte[]>() : [Wire.Connect(version, $"hostile{i % 5}")];
            for (var n = random.Next(1, 8); n > 0; n--)
            {
                sequence.Add(random.Next(3) == 0 ? packets[random.Next(3, packets.Length)] : GivenPackets.Mutate(random, packets));
            }

            var answer = await SendAsync(server.Port, Wire.Join([.. sequence]));
            Assert.That(AreWholePackets(answer), Is.True, $"sequence {i} of seed {Seed}: {Convert.ToHexString(Wire.Join([.. sequence]))}\nanswer {Convert.ToHexString(answer)}");
            if (i % 50 == 0)
            {
                await healthy.SendAsync(Wire.Publish(MqttVersion.V500, "own/topic", "x"));
                Assert.That(await healthy.PacketAsync(), Is.EqualTo(Wire.Publish(MqttVersion.V500, "own/topic", "x")));
            }
        }

        await healthy.PingAsync();
        while (server.Endpoint.ConnectionsOpen > 1)
        {
            await Task.Yield(); // the last of them are on their way out
        }

        Assert.That(server.Endpoint.SessionsKept, Is.EqualTo(1));
        Assert.That(server.Endpoint.ConnectionsClosed(MqttCloseCause.ProtocolFault), Is.GreaterThan(Sequences / 5));
        Assert.That(server.Endpoint.ConnectionsClosed(MqttCloseCause.HostFailed), Is.Zero);
    }

    /// <summary>Sends all, says that nothing follows, and reads to the end.</summary>
    private static async Task<byte[]> SendAsync(int port, byte[] bytes)
    {
        using var patience = new CancellationTokenSource(RawClient.Patience);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, patience.Token);
        var answer = new ArrayBufferWriter<byte>();
        try
        {
            await socket.SendAsync(bytes, patience.Token);
            socket.Shutdown(SocketShutdown.Send);
            int read;
            while ((read = await socket.ReceiveAsync(answer.GetMemory(4096), patience.Token)) > 0)
            {
                answer.Advance(read);
            }
        }
        catch (SocketException)
        {
            // Reset, as bytes were left unread: what came before it counts.
        }

        return answer.WrittenSpan.ToArray();
    }

    private static bool AreWholePackets(byte[] bytes)
    {
        using var scratch = new MqttScratch();
        var frames = new MqttFrameReader(new ReadOnlySequence<byte>(bytes), MqttVersion.V500, MqttLimits.PacketBytesMax, scratch);
        MqttFrameStatus status;
        while ((status = frames.TryRead(out _, out _)) == MqttFrameStatus.Complete)
        {
        }

        return status == MqttFrameStatus.Incomplete && frames.Consumed.GetInteger() == bytes.Length;
    }
}
