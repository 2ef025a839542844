using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DustWatch.Mqtt;
using NUnit.Framework;
using static DustWatch.Mqtt.MqttVersion;

namespace DustWatch.Tests.Mqtt;

/// <summary>Many subscriptions, a flood of connections, a subscriber that does not read: everybody else gets what is theirs. <c>infra/drills/mqtt-crowd.sh</c> runs it with far more.</summary>
public sealed class CrowdTests
{
    private const int Sessions = 50; // that share the subscriptions

    private static readonly int Scale = int.Parse(Environment.GetEnvironmentVariable("DUSTWATCH_MQTT_CROWD") ?? "1", CultureInfo.InvariantCulture);

    [Test]
    public async Task Many_subscriptions_get_each_what_matches_and_nothing_else()
    {
        var subscriptions = 500 * Scale;
        await using var server = await EndpointUnderTest.BrokerAsync();
        var receivers = Enumerable.Range(0, Sessions).Select(_ => new FakeReceiver()).ToList();
        var clients = new List<MqttClient>();
        try
        {
            for (var c = 0; c < Sessions; c++)
            {
                clients.Add(await MqttClient.ConnectAsync(OptionsOf(server, $"c{c}"), TimeProvider.System, receivers[c]));
                var filters = Enumerable.Range(0, subscriptions / Sessions).Select(i => FilterOf(c, i));
                foreach (var some in filters.Chunk(200))
                {
                    await clients[c].SubscribeAsync([.. some.Select(filter => new MqttSubscription { Filter = filter, Qos = MqttQos.AtLeastOnce })]);
                }
            }

            var before = Environment.CpuUsage.TotalTime;
            var messages = 20 * Sessions;
            for (var m = 0; m < messages; m++)
            {
                var (c, i) = (m % Sessions, m % (subscriptions / Sessions));
                Assert.That(server.Endpoint.Publish(new() { Topic = Encoding.UTF8.GetBytes(TopicOf(c, i)), Payload = Encoding.UTF8.GetBytes($"{m}"), Qos = MqttQos.AtLeastOnce }), Is.EqualTo(1));
                Assert.That(await receivers[c].MessageAsync(), Is.EqualTo($"{TopicOf(c, i)}={m} 1"));
            }

            Assert.That(server.Endpoint.Publish(new() { Topic = "site/none/else/v"u8.ToArray() }), Is.Zero);
            Assert.That(receivers.Sum(receiver => receiver.Waiting), Is.Zero);
            await TestContext.Out.WriteLineAsync($"{subscriptions} subscriptions, {messages} messages one after the other: {Spent(before) / messages:0} µs of CPU each, clients included");
        }
        finally
        {
            foreach (var client in clients)
            {
                await client.DisposeAsync();
            }
        }
    }

    [Test]
    public async Task A_flood_of_connections_leaves_nothing_behind_and_disturbs_nobody()
    {
        var connections = 1_000 * Scale;
        await using var server = await EndpointUnderTest.BrokerAsync(new() { BanAfterFailures = 0, LingerTime = TimeSpan.FromMilliseconds(1) });
        await using var healthy = await MqttClient.ConnectAsync(OptionsOf(server, "healthy"), TimeProvider.System);
        using var flooded = new CancellationTokenSource();
        var publishing = Task.Run(async () =>
        {
            var published = 0;
            for (; !flooded.IsCancellationRequested; published++)
            {
                await healthy.PublishAsync("a", "x"u8.ToArray(), MqttQos.AtLeastOnce);
            }

            return published;
        });
        var before = Environment.CpuUsage.TotalTime;
        await Parallel.ForEachAsync(Enumerable.Range(0, connections), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) => await ComeAndGoAsync(server.Port, i));
        await flooded.CancelAsync();
        await TestContext.Out.WriteLineAsync($"{connections} connections that came and went: {Spent(before) / connections:0} µs of CPU each, both sides and {await publishing} messages of another client included");
        using var patience = new CancellationTokenSource(RawClient.Patience);
        while (server.Endpoint.ConnectionsOpen > 1 || server.Endpoint.SessionsKept > 1)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.That(healthy.Closed.IsCompleted, Is.False);
        Assert.That(await publishing, Is.Positive);
    }

    [Test]
    public async Task A_subscriber_that_does_not_read_costs_a_bounded_queue_and_then_its_connection()
    {
        var messages = 10_000 * Scale;
        var time = new ManualTime();
        await using var server = await EndpointUnderTest.BrokerAsync(time: time);
        using var slow = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await slow.ConnectAsync(IPAddress.Loopback, server.Port);
        await slow.SendAsync(Wire.Join(Wire.Connect(V500, "slow"), Wire.Packet(0x82, Wire.U16(1), [0], Wire.Text("slow/t"), [0])));
        var receiver = new FakeReceiver();
        await using var witness = await MqttClient.ConnectAsync(OptionsOf(server, "witness"), TimeProvider.System, receiver);
        await witness.SubscribeAsync([new() { Filter = "+/t", Qos = MqttQos.AtLeastOnce }]);
        var payload = new byte[4096]; // more altogether than the buffers between both sides hold
        var outbound = await OutboundOfAsync(server, "slow/t");
        for (var sent = 0; sent < messages; sent += 500)
        {
            for (var i = 0; i < 500; i++)
            {
                server.Endpoint.Publish(new() { Topic = "slow/t"u8.ToArray(), Payload = payload, Qos = MqttQos.AtLeastOnce });
            }

            for (var i = 0; i < 500; i++)
            {
                Assert.That(await receiver.MessageAsync(), Does.StartWith("slow/t="));
            }

            Assert.That(outbound.Count, Is.LessThanOrEqualTo(server.Options.MaxQueuedMessages));
        }

        Assert.That(outbound.Dropped, Is.Positive);
        using var patience = new CancellationTokenSource(RawClient.Patience);
        while (server.Endpoint.ConnectionsClosed(MqttCloseCause.SlowReader) == 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            time.Advance(server.Options.WriteTimeout);
            await Task.Yield();
        }

        Assert.That(witness.Closed.IsCompleted, Is.False);
        await TestContext.Out.WriteLineAsync($"{messages} messages of 4 KiB beside a subscriber that reads none: {outbound.Dropped} given up");
    }

    private static MqttClientOptions OptionsOf(EndpointUnderTest server, string id) => new() { Host = "127.0.0.1", Port = server.Port, ClientId = id, KeepAlive = TimeSpan.Zero };

    private static double Spent(TimeSpan before) => (Environment.CpuUsage.TotalTime - before).TotalMicroseconds;

    /// <summary>A third with a wildcard each way: a level of its own, so that one message matches one subscription.</summary>
    private static string FilterOf(int client, int number) => (number % 3) switch
    {
        0 => $"site/{client}/{number}/v",
        1 => $"site/{client}/{number}/+",
        _ => $"site/{client}/{number}/#",
    };

    private static string TopicOf(int client, int number) => $"site/{client}/{number}/v";

    /// <summary>One of six kinds of visitor; all of them are gone when it returns.</summary>
    private static async Task ComeAndGoAsync(int port, int number)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new(enable: true, seconds: 0) };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var connect = Wire.Connect(number % 2 == 0 ? V311 : V500, $"flood-{number}");
        byte[] bytes = (number % 6) switch
        {
            0 => [],
            1 => [0, 1, 2, 3],
            2 => connect[..(connect.Length / 2)],
            3 => connect,
            4 => Wire.Join(connect, Wire.Hex("E000")),
            _ => Wire.Join(connect, Wire.Hex("36 00")),
        };
        try
        {
            await socket.SendAsync(bytes);
            if (number % 6 is 1 or 4 or 5)
            {
                while (await socket.ReceiveAsync(new byte[64]) > 0)
                {
                }
            }
        }
        catch (SocketException)
        {
            // Reset by the other side, which was quicker.
        }
    }

    private static async Task<MqttOutbound> OutboundOfAsync(EndpointUnderTest server, string topic)
    {
        using var patience = new CancellationTokenSource(RawClient.Patience);
        while (true)
        {
            var matches = new List<MqttMatch>();
            server.Endpoint.Router.Tree.Find(Encoding.UTF8.GetBytes(topic), publisher: null, matches);
            if (matches.FirstOrDefault(match => match.Session.Key == "slow") is { Session: { } session })
            {
                return session.Outbound;
            }

            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
