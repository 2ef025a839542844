using DustWatch.Mqtt;
using NUnit.Framework;
using static DustWatch.Mqtt.MqttVersion;

namespace DustWatch.Tests.Mqtt;

/// <summary>What the endpoint promises to clients and to its host, over real sockets.</summary>
public sealed class MqttEndpointTests
{
    [TestCase(V311)]
    [TestCase(V500)]
    public async Task Hands_messages_over_in_order_with_their_flags(MqttVersion version)
    {
        await using var server = await new EndpointUnderTest().StartAsync();
        using var client = await RawClient.ConnectAsync(server.Port, version);
        await client.SendAsync(Wire.Publish(version, "a", "1"), Wire.Publish(version, "b", "2", id: 9, flags: 9), Wire.Publish(version, "c", ""));

        Assert.That(await server[0].MessageAsync(), Is.EqualTo("a=1"));
        Assert.That(await server[0].MessageAsync(), Is.EqualTo("b=2 retained again"));
        Assert.That(await server[0].MessageAsync(), Is.EqualTo("c="));
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("40 02 0009")));
    }

    [Test]
    public async Task Announces_its_bounds_to_a_client_of_5()
    {
        await using var server = await new EndpointUnderTest { Options = new() { MaxInflight = 7, SessionExpiryMaximum = TimeSpan.Zero, TopicAliasMaximum = 3, ServerKeepAlive = TimeSpan.FromSeconds(30) } }.StartAsync();
        using var client = await RawClient.OpenAsync(server.Port);
        await client.SendAsync(Wire.Connect(V500, clientId: "", keepAlive: 31, properties: Wire.Hex("05 11 00000001")));

        Assert.That(ConnAckPacket.TryRead((await client.PacketAsync()).AsSpan(2), V500, out var connAck, out _), Is.True);
        Assert.That(connAck, Is.EqualTo(new MqttConnAck
        {
            Code = MqttReasonCode.Success,
            SessionExpiryIntervalSeconds = 0,
            ReceiveMaximum = 7,
            MaximumPacketSize = 1024 * 1024,
            TopicAliasMaximum = 3,
            ServerKeepAliveSeconds = 30,
            AssignedClientId = server.Connects.Single().ClientId,
        }));
        Assert.That(connAck!.AssignedClientId, Has.Length.GreaterThan(20));
    }

    [Test]
    public async Task Acknowledges_only_after_the_commit_and_in_the_order_of_the_publishes()
    {
        await using var server = await new EndpointUnderTest { NewSession = () => new() { IsManual = true } }.StartAsync();
        using var client = await RawClient.ConnectAsync(server.Port, V500);
        await client.SendAsync(Wire.Publish(V500, "a", "", 11), Wire.Publish(V500, "a", "", 5));
        var first = await server[0].CommitAsync();
        await client.SendAsync(Wire.Publish(V500, "a", "", 7));
        var second = await server[0].CommitAsync();

        await client.PingAsync(); // reading goes on, and nothing has been acknowledged
        second.SetResult();
        await client.PingAsync(); // the second commit does not overtake the first
        first.SetResult();
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("40 02 000B")));
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("40 02 0005")));
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("40 02 0007")));
    }

    [TestCase(V311, "40 02 0001")]
    [TestCase(V500, "40 03 0001 87")]
    public async Task Tells_the_hosts_code_to_a_client_of_5_alone(MqttVersion version, string expected)
    {
        await using var server = await new EndpointUnderTest { NewSession = () => new() { Answer = _ => MqttReasonCode.NotAuthorized } }.StartAsync();
        using var client = await RawClient.ConnectAsync(server.Port, version);
        await client.SendAsync(Wire.Publish(version, "a", "", 1));
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex(expected)));
    }

    [Test]
    public async Task A_message_of_QoS_2_that_was_refused_is_another_one_when_it_comes_again()
    {
        await using var server = await new EndpointUnderTest { NewSession = () => new() { Answer = text => text == "a=1" ? MqttReasonCode.NotAuthorized : MqttReasonCode.Success } }.StartAsync();
        using var client = await RawClient.ConnectAsync(server.Port, V500);
        foreach (var (payload, answer) in new[] { ("1", "50 03 0005 87"), ("2", "50 02 0005"), ("2", "50 02 0005") })
        {
            await client.SendAsync(Wire.Packet(0x34, Wire.Text("a"), Wire.U16(5), [0], System.Text.Encoding.UTF8.GetBytes(payload)));
            Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex(answer)));
        }

        Assert.That(await server[0].MessageAsync(), Is.EqualTo("a=1"));
        Assert.That(await server[0].MessageAsync(), Is.EqualTo("a=2"));
        Assert.That(server[0].Waiting, Is.Zero, "once it was taken it is the same");
    }

    [TestCase(V311)]
    [TestCase(V500)]
    public async Task A_failed_commit_ends_the_connection_without_acknowledgement(MqttVersion version)
    {
        await using var server = await new EndpointUnderTest { NewSession = () => new() { IsManual = true } }.StartAsync();
        using var client = await RawClient.ConnectAsync(server.Port, version);
        await client.SendAsync(Wire.Publish(version, "a", "", 1));
        (await server[0].CommitAsync()).SetException(new IOException("disk full"));

        await client.EndsAsync(version, MqttReasonCode.UnspecifiedError);
        Assert.That((await server[0].EndAsync()).Cause, Is.EqualTo(MqttCloseCause.HostFailed));
    }

    [Test]
    public async Task Stops_reading_a_client_of_3_1_1_at_the_inflight_maximum()
    {
        await using var server = await new EndpointUnderTest { Options = new() { MaxInflight = 2 }, NewSession = () => new() { IsManual = true } }.StartAsync();
        using var client = await RawClient.ConnectAsync(server.Port, V311);
        await client.SendAsync(Wire.Publish(V311, "a", "1", 1), Wire.Publish(V311, "a", "2", 2), Wire.Publish(V311, "a", "3", 3), Wire.Publish(V311, "a", "0"));
        var first = await server[0].CommitAsync();
        Assert.That(server[0].Waiting, Is.EqualTo(2));

        first.SetResult();
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("40 02 0001")));
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("40 02 0002")));
        (await server[0].CommitAsync()).SetResult();
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("40 02 0003")));
        Assert.That(server[0].Waiting, Is.EqualTo(4));
    }

    [Test]
    public async Task Ends_a_client_of_5_that_exceeds_the_receive_maximum()
    {
        await using var server = await new EndpointUnderTest { Options = new() { MaxInflight = 2 }, NewSession = () => new() { IsManual = true } }.StartAsync();
        using var client = await RawClient.ConnectAsync(server.Port, V500);
        await client.SendAsync(Wire.Publish(V500, "a", "1", 1), Wire.Publish(V500, "a", "2", 2));
        var first = await server[0].CommitAsync();
        await client.PingAsync();
        await client.SendAsync(Wire.Publish(V500, "a", "3", 3));

        await client.EndsAsync(V500, MqttReasonCode.ReceiveMaximumExceeded);
        Assert.That(server[0].Waiting, Is.EqualTo(2));
        Assert.That(server[0].ClosedWith.Task.IsCompleted, Is.False, "the session ends after its commits");
        first.SetResult();
        await server[0].EndAsync();
    }

    [Test]
    public async Task Does_not_read_on_when_too_many_commits_are_pending()
    {
        await using var server = await new EndpointUnderTest { NewSession = () => new() { IsManual = true } }.StartAsync();
        using var client = await RawClient.ConnectAsync(server.Port, V500);
        var commits = new List<TaskCompletionSource>();
        for (var i = 0; i < MqttLimits.PendingCommitsMax; i++)
        {
            await client.SendAsync(Wire.Publish(V500, "a", "", i + 1));
            commits.Add(await server[0].CommitAsync());
        }

        await client.SendAsync(Wire.Publish(V500, "a", "", 1000), Wire.PingReq);
        commits[0].SetResult();
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("40 02 0001")), "the PINGREQ behind the last publish was not read before a commit completed");
        commits.ForEach(commit => commit.TrySetResult());
        (await server[0].CommitAsync()).SetResult();
        for (var i = 1; i < MqttLimits.PendingCommitsMax + 2; i++)
        {
            await client.PacketAsync();
        }
    }

    [TestCase(V311)]
    [TestCase(V500)]
    public async Task A_new_connection_takes_over_after_the_will_of_the_old_one(MqttVersion version)
    {
        await using var server = await new EndpointUnderTest().StartAsync();
        using var old = await RawClient.OpenAsync(server.Port);
        await old.SendAsync(Wire.Connect(version, flags: 0x26, rest: Wire.Join(version == V500 ? [0] : [], Wire.Text("s"), Wire.Text("offline"))));
        await old.PacketAsync();
        using var other = await RawClient.ConnectAsync(server.Port, version, "c2");
        using var fresh = await RawClient.ConnectAsync(server.Port, version, "c1");

        Assert.That(server[0].Waiting, Is.EqualTo(1), "the will came before the new connection was let in");
        Assert.That(await server[0].MessageAsync(), Is.EqualTo("s=offline retained will"));
        await old.EndsAsync(version, MqttReasonCode.SessionTakenOver);
        Assert.That((await server[0].EndAsync()).Cause, Is.EqualTo(MqttCloseCause.TakenOver));
        await fresh.PingAsync();
        await other.PingAsync();
        Assert.That(server.Endpoint.SessionsOpen, Is.EqualTo(2));
    }

    [Test]
    public async Task A_client_identifier_of_another_user_takes_nothing_over_when_the_host_keys_by_user()
    {
        var sessions = new FakeSession[] { new(), new() };
        var next = 0;
        await using var server = await new EndpointUnderTest { Judge = connect => MqttAdmission.Admit(sessions[next++], $"{connect.UserName}\n{connect.ClientId}") }.StartAsync();
        using var one = await RawClient.OpenAsync(server.Port);
        await one.SendAsync(Wire.Connect(V311, flags: 0x82, rest: Wire.Text("u1")));
        await one.PacketAsync();
        using var two = await RawClient.OpenAsync(server.Port);
        await two.SendAsync(Wire.Connect(V311, flags: 0x82, rest: Wire.Text("u2")));
        await two.PacketAsync();

        await one.PingAsync();
        await two.PingAsync();
    }

    [TestCase(V311, MqttReasonCode.BadUserNameOrPassword, 4)]
    [TestCase(V500, MqttReasonCode.BadUserNameOrPassword, 0x86)]
    [TestCase(V311, MqttReasonCode.NotAuthorized, 5)]
    public async Task The_host_turns_a_client_away(MqttVersion version, MqttReasonCode code, int expected)
    {
        await using var server = await new EndpointUnderTest { Judge = connect => connect.Password!.Value.Span.SequenceEqual("right"u8) ? null : MqttAdmission.Refuse(code) }.StartAsync();
        using var client = await RawClient.OpenAsync(server.Port);
        await client.SendAsync(Wire.Connect(version, flags: 0xC2, rest: Wire.Join(Wire.Text("u"), Wire.Text("wrong"))));
        Assert.That((await client.PacketAsync())[3], Is.EqualTo(expected));
        Assert.That(await client.PacketAsync(), Is.Empty);

        using var right = await RawClient.OpenAsync(server.Port);
        await right.SendAsync(Wire.Connect(version, flags: 0xC2, rest: Wire.Join(Wire.Text("u"), Wire.Text("right"))));
        Assert.That((await right.PacketAsync())[3], Is.Zero);
    }

    [TestCase(V311, "20 02 00 03")]
    [TestCase(V500, null)]
    public async Task A_host_that_throws_costs_one_connection(MqttVersion version, string? expected)
    {
        await using var server = await new EndpointUnderTest { Judge = _ => throw new InvalidOperationException("a test") }.StartAsync();
        using var client = await RawClient.OpenAsync(server.Port);
        await client.SendAsync(Wire.Connect(version));
        var packet = await client.PacketAsync();
        Assert.That(packet, expected is null ? Has.ItemAt(3).EqualTo(0x80) : Is.EqualTo(Wire.Hex(expected!))); // tested on the left
        Assert.That(await client.PacketAsync(), Is.Empty);
    }

    [TestCase(V311)]
    [TestCase(V500)]
    public async Task The_host_closes_a_connection_with_a_reason(MqttVersion version)
    {
        await using var server = await new EndpointUnderTest().StartAsync();
        using var client = await RawClient.ConnectAsync(server.Port, version);
        server.Peers.Single().Disconnect(MqttReasonCode.NotAuthorized, "revoked");
        await client.EndsAsync(version, MqttReasonCode.NotAuthorized);
        Assert.That((await server[0].EndAsync()).Cause, Is.EqualTo(MqttCloseCause.HostDisconnected));
    }

    [TestCase(V311)]
    [TestCase(V500)]
    public async Task Keep_alive_ends_a_connection_after_one_and_a_half_times_its_length(MqttVersion version)
    {
        var time = new ManualTime();
        await using var server = await new EndpointUnderTest { Time = time }.StartAsync();
        using var client = await RawClient.ConnectAsync(server.Port, version, keepAlive: 10);
        await client.PingAsync();
        time.Advance(TimeSpan.FromSeconds(14.999));
        await client.PingAsync();
        time.Advance(TimeSpan.FromSeconds(14.999));
        await client.PingAsync();
        await client.SendAsync([0xC0]); // half a packet is no packet
        time.Advance(TimeSpan.FromSeconds(15));

        await client.EndsAsync(version, MqttReasonCode.KeepAliveTimeout);
        Assert.That((await server[0].EndAsync()).Cause, Is.EqualTo(MqttCloseCause.KeepAliveExpired));
        Assert.That(server.Endpoint.ConnectionsClosed(MqttCloseCause.ConnectTimeout), Is.Zero);
    }

    [Test]
    public void Silence_is_not_noticed_during_a_pause()
    {
        var time = new ManualTime();
        var noticed = 0;
        using var silence = new MqttSilence(time, TimeSpan.FromSeconds(15), () => noticed++);
        silence.Pause();
        time.Advance(TimeSpan.FromSeconds(100));
        Assert.That(noticed, Is.Zero);
        silence.Resume();
        time.Advance(TimeSpan.FromSeconds(14.999));
        Assert.That(noticed, Is.Zero);
        time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.That(noticed, Is.EqualTo(1));
    }

    [Test]
    public async Task A_connection_without_a_connect_is_closed_in_time()
    {
        var time = new ManualTime();
        await using var server = await new EndpointUnderTest { Time = time }.StartAsync();
        using var client = await RawClient.OpenAsync(server.Port);
        await client.SendAsync(Wire.Connect(V500)[..9]);
        var end = client.PacketAsync();
        while (!end.IsCompleted)
        {
            await Task.Yield();
            time.Advance(TimeSpan.FromSeconds(10)); // again, as the connection may not have begun yet
        }

        Assert.That(await end, Is.Empty);
    }

    [Test]
    public async Task Topic_aliases_stand_for_topics_of_their_own_connection()
    {
        await using var server = await new EndpointUnderTest().StartAsync();
        using var client = await RawClient.ConnectAsync(server.Port, V500);
        using var other = await RawClient.ConnectAsync(server.Port, V500, "c2");
        byte[] one = Wire.Hex("03 23 0001"), two = Wire.Hex("03 23 0002");
        await client.SendAsync(Wire.Publish(V500, "a", "1", properties: one), Wire.Publish(V500, "b", "2", properties: two), Wire.Publish(V500, "", "3", properties: one),
            Wire.Publish(V500, "c", "4", properties: one), Wire.Publish(V500, "", "5", properties: one), Wire.Publish(V500, "", "6", properties: two));
        foreach (var expected in new[] { "a=1", "b=2", "a=3", "c=4", "c=5", "b=6" })
        {
            Assert.That(await server[0].MessageAsync(), Is.EqualTo(expected));
        }

        await other.SendAsync(Wire.Publish(V500, "", "", properties: one));
        await other.EndsAsync(V500, MqttReasonCode.ProtocolError);
    }

    [TestCase(V311, "90 04 0007 80 80", "B0 02 0008")]
    [TestCase(V500, "90 05 0007 00 87 87", "B0 04 0008 00 11")]
    public async Task Refuses_each_subscription_and_stays(MqttVersion version, string subAck, string unsubAck)
    {
        await using var server = await new EndpointUnderTest().StartAsync();
        using var client = await RawClient.ConnectAsync(server.Port, version);
        byte[] properties = version == V500 ? [0] : [];
        await client.SendAsync(
            Wire.Packet(0x82, Wire.U16(7), properties, Wire.Text("a/#"), [1], Wire.Text("$share/g/+"), [0]),
            Wire.Packet(0xA2, Wire.U16(8), properties, Wire.Text("a/#")));
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex(subAck)));
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex(unsubAck)));
        await client.PingAsync();
    }

    [TestCase("E0 00", false)]
    [TestCase("E0 01 00", false)]
    [TestCase("E0 01 04", true)]
    [TestCase("E0 01 80", true)]
    [TestCase("", true)]
    public async Task The_will_is_published_unless_the_client_says_a_normal_goodbye(string goodbye, bool isPublished)
    {
        await using var server = await new EndpointUnderTest().StartAsync();
        using var client = await RawClient.OpenAsync(server.Port);
        await client.SendAsync(Wire.Connect(V500, flags: 6, rest: Wire.Join(Wire.Hex("05 18 0000FFFF"), Wire.Text("s"), Wire.Text("offline"))));
        await client.PacketAsync();
        await client.SendAsync(Wire.Publish(V500, "a", "1"), Wire.Hex(goodbye));
        client.HalfClose();

        var closed = await server[0].EndAsync();
        Assert.That(await server[0].MessageAsync(), Is.EqualTo("a=1"));
        Assert.That(server[0].Waiting, Is.EqualTo(isPublished ? 1 : 0));
        Assert.That(closed.Cause, Is.EqualTo(goodbye.Length == 0 ? MqttCloseCause.ConnectionLost : MqttCloseCause.ClientDisconnected));
    }

    [Test]
    public async Task Acknowledges_what_came_before_the_client_closed_its_way_out()
    {
        await using var server = await new EndpointUnderTest { NewSession = () => new() { IsManual = true } }.StartAsync();
        using var client = await RawClient.OpenAsync(server.Port);
        await client.SendAsync(Wire.Connect(V311), Wire.Publish(V311, "a", "", 1));
        client.HalfClose();
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("20 02 00 00")));
        (await server[0].CommitAsync()).SetResult();
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("40 02 0001")));
        Assert.That(await client.PacketAsync(), Is.Empty);
    }

    [Test]
    public async Task Says_goodbye_when_the_server_stops()
    {
        await using var server = await new EndpointUnderTest().StartAsync();
        using var client = await RawClient.ConnectAsync(server.Port, V500);
        var stopping = server.StopAsync();
        await client.EndsAsync(V500, MqttReasonCode.ServerShuttingDown);
        await stopping;
        Assert.That(server.Endpoint.ConnectionsClosed(MqttCloseCause.ServerShuttingDown), Is.EqualTo(1));
    }

    [Test]
    public async Task A_sender_of_a_packet_that_is_too_large_sees_the_reason()
    {
        await using var server = await new EndpointUnderTest { Options = new() { MaxPacketSize = 1024 } }.StartAsync();
        using var client = await RawClient.ConnectAsync(server.Port, V500);
        await client.SendAsync(Wire.Publish(V500, "a", new('x', 3_000_000)));
        var packet = await client.PacketAsync();
        Assert.That((packet[0], packet[2]), Is.EqualTo(((byte)0xE0, (byte)MqttReasonCode.PacketTooLarge)));
    }

    [Test]
    public async Task Takes_a_packet_of_exactly_the_maximum_size()
    {
        await using var server = await new EndpointUnderTest { Options = new() { MaxPacketSize = 300_000 } }.StartAsync();
        using var client = await RawClient.ConnectAsync(server.Port, V311);
        var payload = new string('x', 300_000 - 4 - 3);
        await client.SendAsync(Wire.Publish(V311, "a", payload));
        Assert.That(await server[0].MessageAsync(), Is.EqualTo("a=" + payload));
        await client.SendAsync(Wire.Publish(V311, "a", payload + "x"));
        Assert.That(await client.PacketAsync(), Is.Empty);
    }
}
