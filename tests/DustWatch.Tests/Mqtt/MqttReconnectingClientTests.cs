using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using DustWatch.Mqtt;
using NUnit.Framework;
using static DustWatch.Mqtt.MqttVersion;

namespace DustWatch.Tests.Mqtt;

/// <summary>One session over many connections. Time stands until the test moves it: nobody connects again before.</summary>
public sealed class MqttReconnectingClientTests
{
    private static readonly TimeSpan Never = TimeSpan.FromDays(40); // whatever the test moves the time by

    private readonly ManualTime _time = new();

    [TestCase(V311, 1)]
    [TestCase(V500, 1)]
    [TestCase(V311, 2)]
    [TestCase(V500, 2)]
    public async Task Publishes_arrive_over_a_connection_that_ends_again_and_again(MqttVersion version, int qos)
    {
        await using var server = await EndpointUnderTest.BrokerAsync();
        await using var client = Client(Options(server.Port, version) with { MaxInflight = 20 }, []);
        var publishing = Task.WhenAll(Enumerable.Range(0, 300).Select(i => client.PublishAsync("t", Encoding.UTF8.GetBytes($"{i}"), (MqttQos)qos).AsTask()));
        client.Start();
        for (var connection = 0; !publishing.IsCompleted; connection++)
        {
            await client.WaitUntilConnectedAsync().WaitAsync(RawClient.Patience);
            if (connection < 5)
            {
                server.Peers.Last().Disconnect(MqttReasonCode.AdministrativeAction);
                await DelayedAsync(client, connection + 1);
            }
            else
            {
                await publishing.WaitAsync(RawClient.Patience);
            }
        }

        var got = new List<string>();
        for (var session = 0; session < server.Connects.Count; session++)
        {
            while (server[session].Waiting > 0)
            {
                got.Add((await server[session].MessageAsync()).Replace(" again", "", StringComparison.Ordinal));
            }
        }

        Assert.That(got.Distinct().Count(), Is.EqualTo(300), "nothing is lost");
        Assert.That(got, qos == 2 ? Has.Count.EqualTo(300) : Has.Count.AtLeast(300));
    }

    [Test]
    public async Task Subscribes_again_where_the_session_is_lost()
    {
        await using var server = await EndpointUnderTest.BrokerAsync();
        var receiver = new FakeReceiver();
        await using var client = Client(Options(server.Port, V500), [new() { Filter = "t", Qos = MqttQos.AtLeastOnce }], receiver);
        client.Start();
        for (var connection = 1; connection <= 3; connection++)
        {
            await client.WaitUntilConnectedAsync().WaitAsync(RawClient.Patience);
            Assert.That(server.Endpoint.Publish(new() { Topic = "t"u8.ToArray(), Payload = "x"u8.ToArray(), Qos = MqttQos.AtLeastOnce }), Is.EqualTo(1));
            Assert.That(await receiver.MessageAsync(), Is.EqualTo("t=x 1"));
            Assert.That(client.State, Has.Property("IsConnected").True.And.Property("Connections").EqualTo(connection).And.Property("Reason").Null);
            server.Peers.Last().Disconnect(MqttReasonCode.AdministrativeAction, "for a test");
            await DelayedAsync(client, connection, "for a test");
        }
    }

    [Test]
    public async Task Says_which_subscription_is_refused()
    {
        await using var server = await EndpointUnderTest.BrokerAsync();
        await using var client = Client(Options(server.Port, V500), [new() { Filter = "t" }, new() { Filter = "forbidden/#" }]);
        var states = Watch(client);
        client.Start();
        Assert.That((await states.ReadAsync().AsTask().WaitAsync(RawClient.Patience)).Reason, Does.Contain("forbidden/#").And.Contain("NotAuthorized"));
    }

    [Test]
    public async Task Says_why_there_is_no_connection_and_waits_longer_each_time()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using var client = Client(Options(port, V500), []);
        var states = Watch(client);
        client.Start();
        for (var failures = 1; failures <= 4; failures++)
        {
            var state = await states.ReadAsync().AsTask().WaitAsync(RawClient.Patience);
            Assert.That(state, Has.Property("Failures").EqualTo(failures).And.Property("IsConnected").False.And.Property("Reason").Not.Empty);
            await AdvanceAsync(client, TimeSpan.FromSeconds(Math.Pow(2, failures - 1)));
        }
    }

    [TestCase("20 02 00 01")]
    [TestCase("")]
    public async Task Speaks_3_1_1_to_a_server_that_knows_no_other(string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var client = Client(Options(((IPEndPoint)listener.LocalEndpoint).Port, V500), []);
        client.Start();
        var connect = new byte[1000];
        using (var first = await listener.AcceptSocketAsync())
        {
            await first.ReceiveAsync(connect);
            Assert.That(connect[8], Is.EqualTo(5));
            await first.SendAsync(Wire.Hex(answer));
        }

        await AdvanceAsync(client, TimeSpan.Zero);
        var accepting = listener.AcceptSocketAsync();
        while (!accepting.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        using var second = await accepting;
        await second.ReceiveAsync(connect);
        Assert.That(connect[8], Is.EqualTo(4));
        await second.SendAsync(Wire.Hex("20 02 00 00"));
        await client.WaitUntilConnectedAsync().WaitAsync(RawClient.Patience);
        Assert.That(client.State.Version, Is.EqualTo(V311));
        second.Dispose();
    }

    [Test]
    public async Task A_publish_fails_when_the_client_is_disposed()
    {
        await using var client = Client(Options(1, V500), []);
        var publishing = client.PublishAsync("t", default, MqttQos.AtLeastOnce).AsTask();
        await client.DisposeAsync();
        Assert.That(async () => await publishing, Throws.TypeOf<MqttClosedException>());
        Assert.That(async () => await client.PublishAsync("t", default), Throws.TypeOf<MqttClosedException>());
    }

    [Test]
    public void Waits_between_a_half_and_all_of_a_time_that_doubles_to_its_longest()
    {
        var backoff = new MqttBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        var random = new Random(1);
        for (var failures = 1; failures < 2000; failures++)
        {
            var whole = failures > 5 ? 30 : 1 << (failures - 1);
            Assert.That(backoff.DelayAfter(failures, random).TotalSeconds, Is.InRange(whole / 2.0, whole));
        }
    }

    private static MqttClientOptions Options(int port, MqttVersion version) =>
        new() { Host = "127.0.0.1", Port = port, Version = version, ClientId = "c1", CleanStart = false, SessionExpiry = TimeSpan.FromHours(1), KeepAlive = TimeSpan.Zero, ConnectTimeout = Never, WriteTimeout = Never };

    private static ChannelReader<MqttConnectionState> Watch(MqttReconnectingClient client)
    {
        var states = Channel.CreateBounded<MqttConnectionState>(1000);
        client.StateChanged += state => states.Writer.TryWrite(state);
        return states.Reader;
    }

    private MqttReconnectingClient Client(MqttClientOptions options, IReadOnlyList<MqttSubscription> subscriptions, IMqttReceiver? receiver = null) =>
        new(options, subscriptions, receiver, MqttBackoff.Default, _time, new Random(1));

    /// <summary>Waits until the client has noticed the end of its connection, and lets it connect again.</summary>
    private async Task DelayedAsync(MqttReconnectingClient client, int connections, string? reason = null)
    {
        while (client.State is { IsConnected: true } or { Reason: null } || client.State.Connections < connections)
        {
            await Task.Yield();
        }

        Assert.That(client.State.Reason, reason is null ? Is.Not.Empty : Is.EqualTo(reason));
        await AdvanceAsync(client, TimeSpan.FromSeconds(30));
    }

    /// <summary>Moves the time on until the client has tried again.</summary>
    private async Task AdvanceAsync(MqttReconnectingClient client, TimeSpan by)
    {
        var before = client.State;
        while (ReferenceEquals(client.State, before))
        {
            _time.Advance(by);
            await Task.Yield();
        }
    }
}
