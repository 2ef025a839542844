using DustWatch.Backends.Sqlite;
using DustWatch.Mqtt;
using DustWatch.Tests.Mqtt;
using Microsoft.Data.Sqlite;
using NUnit.Framework;
using static DustWatch.Mqtt.MqttVersion;

namespace DustWatch.Tests.Backends;

/// <summary>Sessions and retained messages across a restart: the store alone, and an endpoint on it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SqliteSessionStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Gives_back_all_that_was_noted()
    {
        var message = new MqttMessage { Topic = "t"u8.ToArray(), Payload = "x"u8.ToArray(), Properties = new byte[] { 1, 1 }, Qos = MqttQos.ExactlyOnce, Retain = true, Publisher = "p", ExpiresAtMilliseconds = 9 };
        var will = new MqttWill { Topic = "w"u8.ToArray(), Payload = "y"u8.ToArray(), Properties = new byte[] { 1, 0 }, Qos = MqttQos.AtLeastOnce, Retain = true, DelayIntervalSeconds = 7 };
        await using (var store = Open())
        {
            store.Save(new() { Key = "a", ExpirySeconds = uint.MaxValue, DisconnectedAtMilliseconds = 5, Will = will });
            store.Save(new() { Key = "b", ExpirySeconds = 1 });
            store.Save(new() { Key = "gone", ExpirySeconds = 1 });
            store.Subscribe("a", new() { Filter = "$share/g/t", Qos = MqttQos.AtLeastOnce, IsRetainAsPublished = true, RetainHandling = MqttRetainHandling.Never, Identifier = 3, IsShared = true });
            store.Subscribe("a", new() { Filter = "left" });
            store.Unsubscribe("a", "left");
            store.Enqueue("a", new() { Sequence = 1, Message = message, Qos = MqttQos.AtLeastOnce, Identifiers = [3, 4] });
            store.Enqueue("a", new() { Sequence = 2, Message = message, Qos = MqttQos.ExactlyOnce, Retain = true });
            store.Enqueue("a", new() { Sequence = 3, Message = message, Qos = MqttQos.AtLeastOnce });
            store.Advance("a", 2, 77, MqttOutgoingState.Received);
            store.Dequeue("a", 3);
            store.Receive("a", 8);
            store.Receive("a", 9);
            store.Release("a", 8);
            store.Subscribe("gone", new() { Filter = "x" });
            store.Delete("gone");
            store.Retain(message);
            store.Retain(message with { Topic = "u"u8.ToArray() });
            store.Retain(new() { Topic = "u"u8.ToArray(), Retain = true });
            await store.FlushAsync();
        }

        await using var again = Open();
        var sessions = again.ReadSessions();
        Assert.That(sessions.Select(s => s.Head.Key), Is.EqualTo(new[] { "a", "b" }));
        var (head, subscription) = (sessions[0].Head, sessions[0].Subscriptions.Single());
        Assert.That((head.ExpirySeconds, head.DisconnectedAtMilliseconds, sessions[1].Head.DisconnectedAtMilliseconds, sessions[1].Head.Will), Is.EqualTo((uint.MaxValue, (long?)5L, default(long?), default(MqttWill))));
        Assert.That(Show(head.Will!), Is.EqualTo(Show(will)));
        Assert.That(subscription, Is.EqualTo(new MqttSubscription { Filter = "$share/g/t", Qos = MqttQos.AtLeastOnce, IsRetainAsPublished = true, RetainHandling = MqttRetainHandling.Never, Identifier = 3, IsShared = true }));
        Assert.That(
            sessions[0].Messages.Select(m => (m.Sequence, m.Qos, m.Retain, m.State, m.PacketId, string.Join(',', m.Identifiers), Show(m.Message))),
            Is.EqualTo(new[]
            {
                (1L, MqttQos.AtLeastOnce, false, MqttOutgoingState.Waiting, (ushort)0, "3,4", Show(message)),
                (2L, MqttQos.ExactlyOnce, true, MqttOutgoingState.Received, (ushort)77, "", Show(message)),
            }));
        Assert.That(sessions[0].Received, Is.EqualTo(new ushort[] { 9 }));
        Assert.That(again.ReadRetained().Select(Show), Is.EqualTo(new[] { Show(message) }));
    }

    [Test]
    public async Task A_flush_with_nothing_noted_is_done_at_once()
    {
        await using var store = Open();
        var flush = store.FlushAsync();
        Assert.That(flush.IsCompletedSuccessfully, Is.True);
        await flush;
    }

    [Test]
    public async Task What_was_sent_and_not_answered_is_sent_again_after_a_restart()
    {
        await using (var store = Open())
        await using (var server = await EndpointUnderTest.BrokerAsync(store: store))
        {
            using var client = await ResumeAsync(server.Port, isPresent: false);
            await client.SendAsync(Wire.Packet(0x82, Wire.U16(1), Wire.Hex("02 0B 05"), Wire.Text("t/+"), [2]));
            Assert.That((await client.PacketAsync())[0], Is.EqualTo(0x90));
            server.Endpoint.Publish(Message("t/1", MqttQos.AtLeastOnce));
            Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Join(Wire.Hex("32 0A"), Wire.Text("t/1"), Wire.Hex("0001 02 0B05"))));
            server.Endpoint.Publish(Message("t/2", MqttQos.ExactlyOnce));
            Assert.That((await client.PacketAsync())[0], Is.EqualTo(0x34));
            await client.SendAsync(Wire.Hex("50 02 0002"));
            Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("62 02 0002")));
        }

        await using (var store = Open())
        await using (var server = await EndpointUnderTest.BrokerAsync(store: store))
        {
            server.Endpoint.Publish(Message("t/3", MqttQos.AtLeastOnce));
            using var client = await ResumeAsync(server.Port, isPresent: true);
            Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Hex("62 02 0002")));
            Assert.That(await client.PacketAsync(), Is.EqualTo(Wire.Join(Wire.Hex("3A 0A"), Wire.Text("t/1"), Wire.Hex("0001 02 0B05"))));
            Assert.That((await client.PacketAsync())[2..7], Is.EqualTo(Wire.Text("t/3")));
            await client.SendAsync(Wire.Hex("70 02 0002"), Wire.Hex("40 02 0001"), Wire.Hex("40 02 0003"));
            await client.PingAsync();
        }

        await using (var store = Open())
        {
            Assert.That(store.ReadSessions().Single().Messages, Is.Empty);
        }
    }

    [Test]
    public async Task Retained_messages_survive_and_a_session_whose_time_is_over_does_not()
    {
        var time = new ManualTime();
        await using (var store = Open())
        await using (var server = await EndpointUnderTest.BrokerAsync(time: time, store: store))
        {
            using var client = await ResumeAsync(server.Port, isPresent: false);
            await client.SendAsync(Wire.Publish(V500, "r", "kept", 4, flags: 1)); // RETAIN
            Assert.That((await client.PacketAsync())[0], Is.EqualTo(0x40));
        }

        await using (var store = Open())
        await using (var server = await EndpointUnderTest.BrokerAsync(time: time, store: store))
        {
            Assert.That(server.Endpoint.RetainedTopics, Is.EqualTo(new[] { "r" }));
            Assert.That(server.Endpoint.SessionsKept, Is.EqualTo(1));
            time.Advance(TimeSpan.FromSeconds(300));
            Assert.That(server.Endpoint.SessionsKept, Is.Zero);
        }
    }

    [Test]
    public async Task A_message_of_QoS_2_that_comes_again_after_a_restart_is_not_taken_again()
    {
        var packet = Wire.Packet(0x34, Wire.Text("t"), Wire.U16(9), [0], "x"u8.ToArray());
        await using (var store = Open())
        await using (var server = await EndpointUnderTest.BrokerAsync(store: store))
        {
            using var client = await ResumeAsync(server.Port, isPresent: false);
            await client.SendAsync(packet);
            Assert.That((await client.PacketAsync())[0], Is.EqualTo(0x50));
            Assert.That(await server[0].MessageAsync(), Is.EqualTo("t=x"));
        }

        await using (var store = Open())
        await using (var server = await EndpointUnderTest.BrokerAsync(store: store))
        {
            using var client = await ResumeAsync(server.Port, isPresent: true);
            await client.SendAsync(packet);
            Assert.That((await client.PacketAsync())[0], Is.EqualTo(0x50));
            Assert.That(server[0].Waiting, Is.Zero);
        }
    }

    [Test]
    public async Task The_will_of_a_connection_that_was_lost_with_the_process_is_published_after_its_delay()
    {
        await using (var store = Open())
        {
            store.Save(new() { Key = "a", ExpirySeconds = 100, Will = new() { Topic = "w"u8.ToArray(), Payload = "gone"u8.ToArray(), DelayIntervalSeconds = 5 } });
        }

        var time = new ManualTime();
        await using (var store = Open())
        await using (var server = await EndpointUnderTest.BrokerAsync(time: time, store: store))
        {
            time.Advance(TimeSpan.FromSeconds(4));
            Assert.That(server.Heir!.Waiting, Is.Zero);
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.That(await server.Heir!.MessageAsync(), Is.EqualTo("w=gone will"));
        }
    }

    [Test]
    public async Task Is_behind_while_the_disk_refuses_more_than_is_kept_in_memory()
    {
        await using var store = Open();
        Execute("CREATE TRIGGER full BEFORE INSERT ON session BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
        store.Save(new() { Key = "a", ExpirySeconds = 1 });
        Assert.That(async () => await store.FlushAsync(), Throws.InstanceOf<IOException>());
        for (var i = 1; i < SqliteSessionStore.NotedMax; i++)
        {
            Assert.That(store.IsBehind, Is.False);
            store.Subscribe("a", new() { Filter = $"f{i}" });
        }

        Assert.That(store.IsBehind, Is.True);
        Assert.That(async () => await store.FlushAsync(), Throws.InstanceOf<IOException>());
        Assert.That(store.IsBehind, Is.True);

        Execute("DROP TRIGGER full");
        await store.FlushAsync();
        Assert.That(store.IsBehind, Is.False);
        Assert.That(store.ReadSessions().Single().Subscriptions, Has.Count.EqualTo(SqliteSessionStore.NotedMax - 1));
    }

    private void Execute(string sql)
    {
        using var file = new SqliteConnection($"Data Source={_folder.File("sessions.db")};Pooling=False");
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static MqttMessage Message(string topic, MqttQos qos) => new() { Topic = System.Text.Encoding.UTF8.GetBytes(topic), Qos = qos };

    private static string Show(MqttMessage m) =>
        $"{Convert.ToHexString(m.Topic.Span)} {Convert.ToHexString(m.Payload.Span)} {Convert.ToHexString(m.Properties.Span)} {m.Qos} {m.Retain} {m.Publisher} {m.ExpiresAtMilliseconds}";

    private static string Show(MqttWill w) =>
        $"{Convert.ToHexString(w.Topic.Span)} {Convert.ToHexString(w.Payload.Span)} {Convert.ToHexString(w.Properties.Span)} {w.Qos} {w.Retain} {w.DelayIntervalSeconds}";

    private static async Task<RawClient> ResumeAsync(int port, bool isPresent)
    {
        var client = await RawClient.OpenAsync(port);
        await client.SendAsync(Wire.Connect(V500, "s", flags: 0, properties: Wire.Hex("05 11 0000012C")));
        Assert.That((await client.PacketAsync())[2], Is.EqualTo(isPresent ? 1 : 0));
        return client;
    }

    private SqliteSessionStore Open() => new(_folder.File("sessions.db"));
}
