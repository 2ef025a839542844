using System.Net;
using DustWatch.Measurements;
using DustWatch.Mqtt;
using NUnit.Framework;
using static DustWatch.Mqtt.MqttVersion;

namespace DustWatch.Tests.Mqtt;

/// <summary>What outlives a connection, under a clock that the test moves: expiry, wills that are put off, messages that expire, limits, bans.</summary>
public sealed class MqttSessionTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_session_ends_when_its_expiry_interval_is_over_and_not_before()
    {
        var time = new ManualTime(new Instant(1_700_000_000_000));
        await using var server = await EndpointUnderTest.BrokerAsync(time: time);
        await LeaveAsync(server, "s", expirySeconds: 10);
        time.Advance(9 * Second);
        Assert.That((server.Endpoint.SessionsKept, server.Ended.Count), Is.EqualTo((1, 0)));
        time.Advance(Second);
        Assert.That((server.Endpoint.SessionsKept, server.Ended.Single()), Is.EqualTo((0, "s")));
    }

    [Test]
    public async Task A_session_of_3_1_1_lasts_as_long_as_sessions_may()
    {
        var time = new ManualTime();
        await using var server = await EndpointUnderTest.BrokerAsync(new() { SessionExpiryMaximum = TimeSpan.FromDays(100) }, time);
        using (var client = await RawClient.OpenAsync(server.Port))
        {
            await client.SendAsync(Wire.Connect(V311, "s", flags: 0), Wire.Hex("E000"));
            await client.PacketAsync();
            Assert.That(await client.PacketAsync(), Is.Empty);
        }

        await server[0].EndAsync();
        time.Advance(TimeSpan.FromDays(99));
        Assert.That(server.Endpoint.SessionsKept, Is.EqualTo(1));
        time.Advance(TimeSpan.FromDays(1));
        Assert.That(server.Endpoint.SessionsKept, Is.Zero);
    }

    [Test]
    public async Task A_will_is_put_off_by_its_delay()
    {
        var time = new ManualTime();
        await using var server = await EndpointUnderTest.BrokerAsync(time: time);
        await CutAsync(server, delaySeconds: 5, expirySeconds: 60);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.That(server[0].Waiting, Is.Zero);
        time.Advance(Second);
        Assert.That(await server[0].MessageAsync(), Is.EqualTo("w=gone will"));
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.That((server[0].Waiting, server.Endpoint.SessionsKept), Is.EqualTo((0, 0)), "once");
    }

    [Test]
    public async Task A_will_comes_with_the_end_of_its_session_at_the_latest()
    {
        var time = new ManualTime();
        await using var server = await EndpointUnderTest.BrokerAsync(time: time);
        await CutAsync(server, delaySeconds: 60, expirySeconds: 5);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(await server[0].MessageAsync(), Is.EqualTo("w=gone will"));
        Assert.That(server.Endpoint.SessionsKept, Is.Zero);
    }

    [Test]
    public async Task A_client_that_comes_back_in_time_has_no_will_published()
    {
        var time = new ManualTime();
        await using var server = await EndpointUnderTest.BrokerAsync(time: time);
        await CutAsync(server, delaySeconds: 5, expirySeconds: 60);
        using var back = await RawClient.OpenAsync(server.Port);
        await back.SendAsync(Wire.Connect(V500, "c1", flags: 0));
        Assert.That((await back.PacketAsync())[2], Is.EqualTo(1));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(server[0].Waiting, Is.Zero);
    }

    [Test]
    public async Task A_clean_start_ends_the_session_and_publishes_the_will_that_waits()
    {
        var time = new ManualTime();
        await using var server = await EndpointUnderTest.BrokerAsync(time: time);
        await CutAsync(server, delaySeconds: 5, expirySeconds: 60);
        using var fresh = await RawClient.ConnectAsync(server.Port, V500, "c1");
        Assert.That(await server[0].MessageAsync(), Is.EqualTo("w=gone will"));
    }

    [Test]
    public async Task A_message_that_has_expired_is_not_delivered_and_the_rest_of_its_time_is_told()
    {
        var time = new ManualTime();
        await using var server = await EndpointUnderTest.BrokerAsync(time: time);
        await LeaveAsync(server, "s", expirySeconds: 600, subscribe: "t");
        using var sender = await RawClient.ConnectAsync(server.Port, V500, "sender");
        await sender.SendAsync(
            Wire.Publish(V500, "t", "short", 1, Wire.Hex("05 02 00000005")), Wire.Publish(V500, "t", "long", 2, Wire.Hex("05 02 00000064")), Wire.Publish(V500, "t", "ever", 3));
        await sender.PacketAsync();
        await sender.PacketAsync();
        await sender.PacketAsync();
        time.Advance(TimeSpan.FromSeconds(5));
        using var back = await RawClient.OpenAsync(server.Port);
        await back.SendAsync(Wire.Connect(V500, "s", flags: 0));
        await back.PacketAsync();
        Assert.That(await back.PacketAsync(), Is.EqualTo(Wire.Join(Wire.Hex("32 0F 0001 74 0001 05 02 0000005F"), "long"u8.ToArray())));
        Assert.That(await back.PacketAsync(), Is.EqualTo(Wire.Join(Wire.Hex("32 0A 0001 74 0002 00"), "ever"u8.ToArray())));
    }

    [Test]
    public async Task A_retained_message_expires()
    {
        var time = new ManualTime();
        await using var server = await EndpointUnderTest.BrokerAsync(time: time);
        using var client = await RawClient.ConnectAsync(server.Port, V500);
        await client.SendAsync(Wire.Publish(V500, "t", "x", 1, Wire.Hex("05 02 00000005"), flags: 1));
        await client.PacketAsync();
        time.Advance(TimeSpan.FromSeconds(6));
        await client.SendAsync(Subscribe("t"));
        Assert.That((await client.PacketAsync())[0], Is.EqualTo(0x90));
        await client.PingAsync();
    }

    [Test]
    public async Task Gives_up_the_oldest_message_when_too_many_wait()
    {
        await using var server = await EndpointUnderTest.BrokerAsync(new() { MaxQueuedMessages = 2 });
        await LeaveAsync(server, "s", expirySeconds: 600, subscribe: "t");
        foreach (var payload in new[] { "1", "2", "3" })
        {
            server.Endpoint.Publish(new() { Topic = "t"u8.ToArray(), Payload = System.Text.Encoding.UTF8.GetBytes(payload), Qos = MqttQos.AtLeastOnce });
        }

        using var back = await RawClient.OpenAsync(server.Port);
        await back.SendAsync(Wire.Connect(V500, "s", flags: 0));
        await back.PacketAsync();
        Assert.That(((await back.PacketAsync())[^1], (await back.PacketAsync())[^1]), Is.EqualTo(((byte)'2', (byte)'3')));
        await back.PingAsync();
    }

    [Test]
    public async Task What_a_client_may_not_receive_any_more_is_not_sent_to_it()
    {
        await using var server = await EndpointUnderTest.BrokerAsync();
        using var client = await RawClient.ConnectAsync(server.Port, V500);
        await client.SendAsync(Subscribe("t/#"));
        await client.PacketAsync();
        server[0].Receives = topic => topic != "t/secret";
        server.Endpoint.Publish(new() { Topic = "t/secret"u8.ToArray(), Qos = MqttQos.AtLeastOnce, Retain = true });
        server.Endpoint.Publish(new() { Topic = "t/open"u8.ToArray(), Qos = MqttQos.AtLeastOnce });
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Join(Wire.Hex("32 0B"), Wire.Text("t/open"), Wire.Hex("0001 00"))));
        await client.SendAsync(Subscribe("t/secret"));
        Assert.That((await client.PacketAsync())[0], Is.EqualTo(0x90));
        await client.PingAsync();
    }

    [Test]
    public async Task A_subscription_that_the_host_refuses_says_so_and_gets_nothing()
    {
        await using var server = await EndpointUnderTest.BrokerAsync();
        using var client = await RawClient.ConnectAsync(server.Port, V500);
        await client.SendAsync(Wire.Packet(0x82, Wire.U16(1), [0], Wire.Text("a"), [1], Wire.Text("forbidden"), [1]));
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("90 05 0001 00 01 87")));
        Assert.That(server.Endpoint.Publish(new() { Topic = "forbidden"u8.ToArray() }), Is.Zero);
        using var old = await RawClient.ConnectAsync(server.Port, V311, "c2");
        await old.SendAsync(Wire.Packet(0x82, Wire.U16(1), Wire.Text("forbidden"), [1]));
        Assert.That(await old.PacketAsync(), Is.EqualTo(Wire.Hex("90 03 0001 80")));
    }

    [Test]
    public async Task A_session_has_so_many_subscriptions_and_filters_so_many_levels()
    {
        await using var server = await EndpointUnderTest.BrokerAsync(new() { MaxSubscriptions = 2 });
        using var client = await RawClient.ConnectAsync(server.Port, V500);
        var deep = string.Join('/', Enumerable.Repeat("x", MqttLimits.FilterLevelsMax + 1));
        await client.SendAsync(Wire.Packet(0x82, Wire.U16(1), [0], Wire.Text(deep), [0], Wire.Text("a"), [0], Wire.Text("b"), [0], Wire.Text("c"), [0], Wire.Text("a"), [1]));
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("90 08 0001 00 8F 00 00 97 01")));
    }

    [Test]
    public async Task More_connections_of_one_address_than_may_be_are_closed_at_once()
    {
        await using var server = await EndpointUnderTest.BrokerAsync(new() { MaxConnectionsPerAddress = 1 });
        using var first = await RawClient.ConnectAsync(server.Port, V500, "a");
        using var second = await RawClient.OpenAsync(server.Port);
        Assert.That(await second.PacketAsync(), Is.Empty);
        await first.PingAsync();
        Assert.That((server.Endpoint.ConnectionsOpen, server.Endpoint.ConnectionsClosed(MqttCloseCause.TooMany)), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public async Task There_are_no_more_sessions_than_may_be()
    {
        await using var server = await EndpointUnderTest.BrokerAsync(new() { MaxSessions = 1 });
        await LeaveAsync(server, "s", expirySeconds: 600);
        using var client = await RawClient.OpenAsync(server.Port);
        await client.SendAsync(Wire.Connect(V500, "other"));
        Assert.That((await client.PacketAsync())[3], Is.EqualTo((byte)MqttReasonCode.QuotaExceeded));
    }

    [Test]
    public async Task Who_fails_again_and_again_is_kept_out_for_a_while_and_its_neighbour_is_not()
    {
        var time = new ManualTime();
        await using var server = await new EndpointUnderTest
        {
            Judge = connect => connect.UserName == "good" ? null : MqttAdmission.Refuse(MqttReasonCode.BadUserNameOrPassword),
            Options = new() { BanAfterFailures = 3, BanTime = TimeSpan.FromMinutes(1) },
            Time = time,
        }.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.That(await SignInAsync(server.Port, "bad"), Is.EqualTo((byte)MqttReasonCode.BadUserNameOrPassword));
        }

        Assert.That((await SignInAsync(server.Port, "bad"), await SignInAsync(server.Port, "good")), Is.EqualTo(((byte)MqttReasonCode.Banned, (byte)0)));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await SignInAsync(server.Port, "bad"), Is.EqualTo((byte)MqttReasonCode.BadUserNameOrPassword));
    }

    [TestCase("192.0.2.1", "192.0.2.2", true)]
    [TestCase("2001:db8::1", "2001:db8:0:1::1", true)]
    [TestCase("127.0.0.1", "192.0.2.1", false)]
    [TestCase("::1", "192.0.2.1", false)]
    public void Who_tries_many_names_is_kept_out_with_all_of_them_but_not_all_of_loopback(string address, string elsewhere, bool isBanned)
    {
        var (network, other) = (MqttBans.NetworkOf(new IPEndPoint(IPAddress.Parse(address), 1)), MqttBans.NetworkOf(new IPEndPoint(IPAddress.Parse(elsewhere), 1)));
        var bans = new MqttBans(new() { BanAfterFailures = 3, BanNetworkAfterFailures = 4 }, new ManualTime());
        for (var i = 0; i < 4; i++)
        {
            Assert.That(bans.IsBanned(network, "another"), Is.False);
            bans.Fail(network, $"user{i}");
        }

        Assert.That((bans.IsBanned(network, "another"), bans.IsBanned(network, ""), bans.IsBanned(other, "another")), Is.EqualTo((isBanned, isBanned, false)));
    }

    [Test]
    public void Clients_without_a_name_are_not_kept_out_for_what_one_of_them_did()
    {
        var bans = new MqttBans(new() { BanAfterFailures = 3 }, new ManualTime());
        for (var i = 0; i < 10; i++)
        {
            bans.Fail(IPAddress.Loopback, "");
        }

        Assert.That(bans.IsBanned(IPAddress.Loopback, ""), Is.False);
    }

    [Test]
    public async Task Uses_topic_aliases_towards_a_client_that_takes_them()
    {
        await using var server = await EndpointUnderTest.BrokerAsync();
        using var client = await RawClient.OpenAsync(server.Port);
        await client.SendAsync(Wire.Connect(V500, properties: Wire.Hex("03 22 0001")), Subscribe("#"));
        await client.PacketAsync();
        await client.PacketAsync();
        foreach (var topic in new[] { "a", "a", "b" })
        {
            server.Endpoint.Publish(new() { Topic = System.Text.Encoding.UTF8.GetBytes(topic) });
        }

        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("30 07 0001 61 03 23 0001")));
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("30 06 0000 03 23 0001")));
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("30 04 0001 62 00")));
    }

    [Test]
    public async Task A_message_that_was_sent_does_not_expire_any_more()
    {
        var time = new ManualTime();
        await using var server = await EndpointUnderTest.BrokerAsync(time: time);
        using (var client = await RawClient.OpenAsync(server.Port))
        {
            await client.SendAsync(Wire.Connect(V500, "s", properties: Wire.Hex("05 11 00000258")), Subscribe("t"));
            await client.PacketAsync();
            await client.PacketAsync();
            server.Endpoint.Publish(new() { Topic = "t"u8.ToArray(), Qos = MqttQos.AtLeastOnce, ExpiresAtMilliseconds = 5000 });
            Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("32 0B 0001 74 0001 05 02 00000005")));
        }

        await server[0].EndAsync();
        time.Advance(TimeSpan.FromSeconds(60));
        using var back = await RawClient.OpenAsync(server.Port);
        await back.SendAsync(Wire.Connect(V500, "s", flags: 0));
        await back.PacketAsync();
        Assert.That(await back.PacketAsync(), Is.EqualTo(Wire.Hex("3A 0B 0001 74 0001 05 02 00000000")));
    }

    private static byte[] Subscribe(string filter) => Wire.Packet(0x82, Wire.U16(1), [0], Wire.Text(filter), [1]);

    private static async Task<byte> SignInAsync(int port, string user)
    {
        using var client = await RawClient.OpenAsync(port);
        await client.SendAsync(Wire.Connect(V500, flags: 0x82, rest: Wire.Text(user)));
        return (await client.PacketAsync())[3];
    }

    /// <summary>A client that leaves a session behind.</summary>
    private static async Task LeaveAsync(EndpointUnderTest server, string id, int expirySeconds, string? subscribe = null)
    {
        using var client = await RawClient.OpenAsync(server.Port);
        await client.SendAsync(Wire.Connect(V500, id, properties: Wire.Join([5, 0x11, 0, 0], Wire.U16(expirySeconds))));
        await client.PacketAsync();
        if (subscribe is not null)
        {
            await client.SendAsync(Subscribe(subscribe));
            await client.PacketAsync();
        }

        await client.SendAsync(Wire.Hex("E000"));
        Assert.That(await client.PacketAsync(), Is.Empty);
        await server[0].EndAsync();
    }

    /// <summary>A client whose connection is cut, and its will waits.</summary>
    private static async Task CutAsync(EndpointUnderTest server, int delaySeconds, int expirySeconds)
    {
        using (var client = await RawClient.OpenAsync(server.Port))
        {
            await client.SendAsync(Wire.Connect(V500, flags: 6, properties: Wire.Join([5, 0x11, 0, 0], Wire.U16(expirySeconds)),
                rest: Wire.Join([5, 0x18, 0, 0], Wire.U16(delaySeconds), Wire.Text("w"), Wire.Text("gone"))));
            await client.PacketAsync();
        }

        await server[0].EndAsync();
    }
}
