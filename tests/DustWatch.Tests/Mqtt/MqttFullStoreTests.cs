using DustWatch.Mqtt;
using NUnit.Framework;
using static DustWatch.Mqtt.MqttVersion;

namespace DustWatch.Tests.Mqtt;

/// <summary>What the endpoint does while the store of its sessions has more to write than it can: nothing that would add to it, and all else.</summary>
public sealed class MqttFullStoreTests
{
    [TestCase(V311, "20 02 00 03")]
    [TestCase(V500, null)]
    public async Task Refuses_a_session_that_is_to_be_kept_and_takes_one_that_is_not(MqttVersion version, string? refusal)
    {
        var store = new FakeSessionStore { IsBehind = true };
        await using var server = await EndpointUnderTest.BrokerAsync(store: store);
        using (var client = await RawClient.OpenAsync(server.Port))
        {
            await client.SendAsync(Wire.Connect(version, "s", flags: 0, properties: Wire.Hex("05 11 0000012C")));
            var answer = await client.PacketAsync();
            Assert.That(refusal is null ? answer[3] == 0x88 : answer.SequenceEqual(Wire.Hex(refusal)), Is.True, Convert.ToHexString(answer));
            Assert.That(await client.PacketAsync(), Is.Empty);
        }

        using var brief = await RawClient.ConnectAsync(server.Port, version, "s");
        await brief.PingAsync();
        Assert.That(store.Notes, Is.Empty);

        store.IsBehind = false;
        using var kept = await RawClient.OpenAsync(server.Port);
        await kept.SendAsync(Wire.Connect(version, "t", flags: 0, properties: Wire.Hex("05 11 0000012C")));
        Assert.That((await kept.PacketAsync())[3], Is.Zero);
        Assert.That(store.Notes, Is.EqualTo(new[] { "save t" }));
    }

    [Test]
    public async Task A_kept_session_goes_on_from_memory_without_new_subscriptions()
    {
        var store = new FakeSessionStore();
        await using var server = await EndpointUnderTest.BrokerAsync(store: store);
        using var client = await RawClient.OpenAsync(server.Port);
        await client.SendAsync(Wire.Connect(V500, "s", properties: Wire.Hex("05 11 0000012C")), Wire.Packet(0x82, Wire.U16(1), [0], Wire.Text("t"), [1]));
        await client.PacketAsync();
        await client.PacketAsync();
        store.IsBehind = true;
        var before = store.Notes.Count;
        for (var i = 1; i <= 3; i++)
        {
            server.Endpoint.Publish(new() { Topic = "t"u8.ToArray(), Payload = "x"u8.ToArray(), Qos = MqttQos.AtLeastOnce });
            Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex($"32 07 0001 74 000{i} 00 78")));
            await client.SendAsync(Wire.Hex($"40 02 000{i}"));
        }

        await client.PingAsync();
        Assert.That(store.Notes, Has.Count.EqualTo(before), "neither the messages nor their answers are noted");

        // The SUBACK waits for the store, which fails: the connection ends, and no subscription was made.
        await client.SendAsync(Wire.Packet(0x82, Wire.U16(2), [0], Wire.Text("u"), [1]));
        await client.EndsAsync(V500, MqttReasonCode.UnspecifiedError);
        Assert.That(store.Notes, Has.None.Contain("subscribe s u"));
    }

    [TestCase(V311)]
    [TestCase(V500)]
    public async Task The_first_subscription_is_taken_once_the_disk_has_room(MqttVersion version)
    {
        var store = new FakeSessionStore();
        await using var server = await EndpointUnderTest.BrokerAsync(store: store);
        using var client = await KeepAsync(server.Port, version, "t");
        (store.IsBehind, store.HasRoom) = (true, true);

        // Together with what comes before and after it, and in two pieces.
        var subscribe = Subscribe(version, 2, "u", 1);
        await client.SendAsync(Wire.PingReq, subscribe, Wire.PingReq);
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("D0 00")));
        Assert.That((await client.PacketAsync())[^1], Is.EqualTo(1));
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("D0 00")));
        Assert.That(store.Notes, Has.Some.EqualTo("subscribe s u"));

        store.IsBehind = true;
        subscribe = Subscribe(version, 3, "v", 1);
        await client.SendAsync(Wire.PingReq, subscribe[..3]);
        Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("D0 00")));
        await client.SendAsync(subscribe[3..]);
        Assert.That((await client.PacketAsync())[^1], Is.EqualTo(1));
        Assert.That(store.Notes, Has.Some.EqualTo("subscribe s v"));
    }

    [TestCase(V311)]
    [TestCase(V500)]
    public async Task A_subscription_that_is_repeated_as_it_was_needs_no_store(MqttVersion version)
    {
        var store = new FakeSessionStore();
        await using var server = await EndpointUnderTest.BrokerAsync(store: store);
        server.Endpoint.Publish(new() { Topic = "t"u8.ToArray(), Payload = "x"u8.ToArray(), Retain = true });
        using var client = await KeepAsync(server.Port, version, "t");
        Assert.That((await client.PacketAsync())[0], Is.EqualTo(0x31), "the retained message");
        store.IsBehind = true;
        var before = store.Notes.Count;

        await client.SendAsync(Subscribe(version, 2, "t", 1));
        Assert.That((await client.PacketAsync())[^1], Is.EqualTo(1));
        Assert.That((await client.PacketAsync())[0], Is.EqualTo(0x31), "the retained message again (3.8.4)");
        server.Endpoint.Publish(new() { Topic = "t"u8.ToArray(), Payload = "y"u8.ToArray() });
        Assert.That((await client.PacketAsync())[^1], Is.EqualTo((byte)'y'));
        await client.PingAsync();
        Assert.That(store.Notes, Has.Count.EqualTo(before));

        // Another QoS is another subscription.
        await client.SendAsync(Subscribe(version, 3, "t", 0));
        await client.EndsAsync(version, MqttReasonCode.UnspecifiedError);
        Assert.That(store.Notes.Skip(before), Has.None.Contain("subscribe"));
    }

    [Test]
    public async Task Retained_messages_that_could_not_be_noted_are_made_up_for()
    {
        var store = new FakeSessionStore();
        await using var server = await EndpointUnderTest.BrokerAsync(store: store);
        Retain("a", "1");
        store.IsBehind = true;
        Retain("b", "1");
        Retain("b", "2");
        Retain("c", "1");
        Retain("a", "");
        Assert.That(store.Notes, Is.EqualTo(new[] { "retain a=1" }));

        store.IsBehind = false;
        Retain("c", "2");
        Assert.That(store.Notes.Skip(1), Is.EquivalentTo(new[] { "retain c=2", "retain b=2", "retain a=" }));
        Retain("d", "1");
        Assert.That(store.Notes.Skip(4), Is.EqualTo(new[] { "retain d=1" }));

        void Retain(string topic, string payload) =>
            server.Endpoint.Publish(new() { Topic = System.Text.Encoding.UTF8.GetBytes(topic), Payload = System.Text.Encoding.UTF8.GetBytes(payload), Retain = true });
    }

    // A session that outlives its connection, with one subscription of QoS 1.
    private static async Task<RawClient> KeepAsync(int port, MqttVersion version, string filter)
    {
        var client = await RawClient.OpenAsync(port);
        await client.SendAsync(Wire.Connect(version, "s", flags: 0, properties: Wire.Hex("05 11 0000012C")), Subscribe(version, 1, filter, 1));
        Assert.That((await client.PacketAsync())[3], Is.Zero);
        Assert.That((await client.PacketAsync())[^1], Is.EqualTo(1));
        return client;
    }

    private static byte[] Subscribe(MqttVersion version, int id, string filter, int options) =>
        Wire.Packet(0x82, Wire.U16(id), version == V500 ? [0] : [], Wire.Text(filter), [(byte)options]);
}
