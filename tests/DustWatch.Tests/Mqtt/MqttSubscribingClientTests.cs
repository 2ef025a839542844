using System.Net;
using System.Net.Sockets;
using System.Text;
using DustWatch.Mqtt;
using NUnit.Framework;
using static DustWatch.Mqtt.MqttVersion;

namespace DustWatch.Tests.Mqtt;

/// <summary>The client as a subscriber, against the endpoint as a broker, and against bytes written by hand.</summary>
public sealed class MqttSubscribingClientTests
{
    [TestCase(V311)]
    [TestCase(V500)]
    public async Task Publishes_and_receives_with_every_QoS(MqttVersion version)
    {
        await using var server = await EndpointUnderTest.BrokerAsync();
        var receiver = new FakeReceiver();
        await using var client = await MqttClient.ConnectAsync(Options(server.Port, version), TimeProvider.System, receiver);
        Assert.That(
            await client.SubscribeAsync([new() { Filter = "a/+", Qos = MqttQos.ExactlyOnce }, new() { Filter = "forbidden/x" }, new() { Filter = "b", Qos = MqttQos.AtLeastOnce }]),
            Is.EqualTo(new[] { (MqttReasonCode)2, version == V500 ? MqttReasonCode.NotAuthorized : MqttReasonCode.UnspecifiedError, (MqttReasonCode)1 }));
        for (var qos = 0; qos <= 2; qos++)
        {
            Assert.That(await client.PublishAsync("a/x", Encoding.UTF8.GetBytes($"{qos}"), (MqttQos)qos), Is.EqualTo(MqttReasonCode.Success));
            Assert.That(await receiver.MessageAsync(), Is.EqualTo($"a/x={qos} {qos}"));
        }

        Assert.That(await client.UnsubscribeAsync(["a/+"]), Is.EqualTo(version == V500 ? [MqttReasonCode.Success] : Array.Empty<MqttReasonCode>()));
        var unheard = await client.PublishAsync("a/x", default, MqttQos.ExactlyOnce);
        Assert.That(unheard, Is.EqualTo(version == V500 ? MqttReasonCode.NoMatchingSubscribers : MqttReasonCode.Success));
        await client.PublishAsync("b", "end"u8.ToArray(), MqttQos.AtLeastOnce);
        Assert.That(await receiver.MessageAsync(), Is.EqualTo("b=end 1"));
        Assert.That(client.Closed.IsCompleted, Is.False);
    }

    [Test]
    public async Task Leaves_a_will()
    {
        await using var server = await EndpointUnderTest.BrokerAsync();
        var receiver = new FakeReceiver();
        await using var heir = await MqttClient.ConnectAsync(Options(server.Port, V500), TimeProvider.System, receiver);
        await heir.SubscribeAsync([new() { Filter = "w" }]);
        await using (await MqttClient.ConnectAsync(Options(server.Port, V311) with { ClientId = "c2", UserName = "u", Will = new() { Topic = "w"u8.ToArray(), Payload = "gone"u8.ToArray() } }, TimeProvider.System))
        {
        }

        Assert.That(await receiver.MessageAsync(), Is.EqualTo("w=gone 0"));
    }

    [TestCase(V311)]
    [TestCase(V500)]
    public async Task Acknowledges_in_order_what_is_committed(MqttVersion version)
    {
        using var listener = Listener();
        var receiver = new FakeReceiver { IsManual = true };
        var connecting = MqttClient.ConnectAsync(Options(PortOf(listener), version), TimeProvider.System, receiver);
        using var server = await AcceptAsync(listener, version);
        await using var client = await connecting;
        await server.SendAsync(Wire.Publish(version, "a", "1", id: 7));
        var first = await receiver.CommitAsync();
        await server.SendAsync(Wire.Publish(version, "b", "2", id: 8));
        (await receiver.CommitAsync()).SetResult();
        Assert.That(server.Available, Is.Zero);
        first.SetResult();
        Assert.That(await ReadAsync(server, 8), Is.EqualTo("40020007" + "40020008"));
        Assert.That(await receiver.MessageAsync(), Is.EqualTo("a=1 1"));
    }

    [Test]
    public async Task Takes_no_message_of_QoS_2_twice()
    {
        using var listener = Listener();
        var receiver = new FakeReceiver();
        var connecting = MqttClient.ConnectAsync(Options(PortOf(listener), V311), TimeProvider.System, receiver);
        using var server = await AcceptAsync(listener, V311);
        await using var client = await connecting;
        var publish = Wire.Packet(0x34, Wire.Text("a"), Wire.U16(9), "x"u8.ToArray());
        await server.SendAsync(Wire.Join(publish, publish));
        Assert.That(await ReadAsync(server, 8), Is.EqualTo("50020009" + "50020009"));
        await server.SendAsync(Wire.Join(Wire.Packet(0x62, Wire.U16(9)), publish));
        Assert.That(await ReadAsync(server, 8), Is.EqualTo("70020009" + "50020009"));
        Assert.That(await receiver.MessageAsync(), Is.EqualTo("a=x 2"));
        Assert.That(await receiver.MessageAsync(), Is.EqualTo("a=x 2"), "released, so it is another one");
        Assert.That(receiver.Waiting, Is.Zero);
    }

    [Test]
    public async Task Ends_a_server_that_sends_more_than_the_receive_maximum()
    {
        using var listener = Listener();
        var receiver = new FakeReceiver { IsManual = true };
        var connecting = MqttClient.ConnectAsync(Options(PortOf(listener), V500) with { ReceiveMaximum = 2 }, TimeProvider.System, receiver);
        using var server = await AcceptAsync(listener, V500);
        await using var client = await connecting;
        await server.SendAsync(Wire.Join(Wire.Publish(V500, "a", "", id: 1), Wire.Publish(V500, "a", "", id: 2), Wire.Publish(V500, "a", "", id: 3)));
        (await receiver.CommitAsync()).SetResult();
        Assert.That((await client.Closed.WaitAsync(RawClient.Patience)).Code, Is.EqualTo(MqttReasonCode.ReceiveMaximumExceeded));
    }

    [Test]
    public async Task Holds_a_server_of_3_1_1_back()
    {
        using var listener = Listener();
        var receiver = new FakeReceiver { IsManual = true };
        var connecting = MqttClient.ConnectAsync(Options(PortOf(listener), V311) with { ReceiveMaximum = 2 }, TimeProvider.System, receiver);
        using var server = await AcceptAsync(listener, V311);
        await using var client = await connecting;
        await server.SendAsync(Wire.Join(Wire.Publish(V311, "a", "1", id: 1), Wire.Publish(V311, "a", "2", id: 2), Wire.Publish(V311, "a", "3", id: 3)));
        var first = await receiver.CommitAsync();
        Assert.That(receiver.Waiting, Is.EqualTo(2));
        first.SetResult();
        (await receiver.CommitAsync()).SetResult();
        Assert.That(await ReadAsync(server, 12), Is.EqualTo("40020001" + "40020002" + "40020003"));
    }

    [Test]
    public async Task Acknowledges_nothing_when_a_commit_fails()
    {
        using var listener = Listener();
        var receiver = new FakeReceiver { IsManual = true };
        var connecting = MqttClient.ConnectAsync(Options(PortOf(listener), V500), TimeProvider.System, receiver);
        using var server = await AcceptAsync(listener, V500);
        await using var client = await connecting;
        await server.SendAsync(Wire.Publish(V500, "a", "", id: 1));
        (await receiver.CommitAsync()).SetException(new IOException("the disk is full"));
        Assert.That((await client.Closed.WaitAsync(RawClient.Patience)).Text, Does.Contain("the disk is full"));
        Assert.That(await ReadAsync(server, 1), Is.Empty);
    }

    [Test]
    public async Task Acknowledges_what_is_being_committed_before_it_leaves()
    {
        using var listener = Listener();
        var receiver = new FakeReceiver { IsManual = true };
        var connecting = MqttClient.ConnectAsync(Options(PortOf(listener), V311), TimeProvider.System, receiver);
        using var server = await AcceptAsync(listener, V311);
        await using var client = await connecting;
        await server.SendAsync(Wire.Publish(V311, "a", "", id: 1));
        var commit = await receiver.CommitAsync();
        var leaving = client.DisconnectAsync();
        commit.SetResult();
        Assert.That(await ReadAsync(server, 6), Is.EqualTo("40020001" + "E000"));
        server.Dispose();
        await leaving.WaitAsync(RawClient.Patience);
    }

    [Test]
    public async Task Gets_more_messages_than_there_are_packet_identifiers()
    {
        const int Messages = ushort.MaxValue + 500;
        const int Some = 500; // fewer than may wait for it
        await using var server = await EndpointUnderTest.BrokerAsync();
        var receiver = new FakeReceiver();
        await using var client = await MqttClient.ConnectAsync(Options(server.Port, V500), TimeProvider.System, receiver);
        await client.SubscribeAsync([new() { Filter = "a", Qos = MqttQos.AtLeastOnce }]);
        for (var sent = 0; sent < Messages; sent += Some)
        {
            for (var i = 0; i < Some; i++)
            {
                server.Endpoint.Publish(new() { Topic = "a"u8.ToArray(), Qos = MqttQos.AtLeastOnce });
            }

            for (var i = 0; i < Some; i++)
            {
                await receiver.MessageAsync();
            }
        }

        Assert.That(client.Closed.IsCompleted, Is.False);
    }

    [Test]
    public async Task Lets_messages_gather_while_many_come()
    {
        using var listener = Listener();
        var receiver = new FakeReceiver();
        var time = new ManualTime();
        var connecting = MqttClient.ConnectAsync(Options(PortOf(listener), V500) with { GatherTime = TimeSpan.FromMilliseconds(5), KeepAlive = TimeSpan.Zero }, time, receiver);
        using var server = await AcceptAsync(listener, V500);
        await using var client = await connecting;
        await server.SendAsync(Wire.Join([.. Enumerable.Range(1, 100).Select(id => Wire.Publish(V500, "a", "x", id))]));
        for (var i = 0; i < 100; i++)
        {
            await receiver.MessageAsync();
        }

        Assert.That(await ReadAsync(server, 400), Does.EndWith("40020064"), "what was read is acknowledged at once");
        await server.SendAsync(Wire.Publish(V500, "a", "last", 101));
        var last = receiver.MessageAsync();
        while (!last.IsCompleted)
        {
            await Task.Yield();
            time.Advance(TimeSpan.FromMilliseconds(5));
        }

        Assert.That(await last, Is.EqualTo("a=last 1"));
        Assert.That(time.Now.Milliseconds, Is.Positive, "it was read after a pause");
        Assert.That(await ReadAsync(server, 4), Is.EqualTo("40020065"));
    }

    private static MqttClientOptions Options(int port, MqttVersion version) => new() { Host = "127.0.0.1", Port = port, Version = version, ClientId = "c1" };

    private static TcpListener Listener()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Takes a connection, reads its CONNECT and lets it in.</summary>
    private static async Task<Socket> AcceptAsync(TcpListener listener, MqttVersion version)
    {
        var server = await listener.AcceptSocketAsync();
        await server.ReceiveAsync(new byte[1000]);
        await server.SendAsync(Wire.Hex(version == V500 ? "20 03 00 00 00" : "20 02 00 00"));
        return server;
    }

    private static async Task<string> ReadAsync(Socket server, int bytes)
    {
        var all = new byte[bytes];
        var length = 0;
        using var patience = new CancellationTokenSource(RawClient.Patience);
        while (length < bytes)
        {
            int read;
            try
            {
                read = await server.ReceiveAsync(all.AsMemory(length), patience.Token);
            }
            catch (SocketException)
            {
                read = 0;
            }

            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return Convert.ToHexString(all, 0, length);
    }
}
