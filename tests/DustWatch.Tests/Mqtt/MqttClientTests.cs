using System.Net;
using System.Net.Sockets;
using System.Text;
using DustWatch.Mqtt;
using NUnit.Framework;
using static DustWatch.Mqtt.MqttVersion;

namespace DustWatch.Tests.Mqtt;

/// <summary>The client against the endpoint.</summary>
public sealed class MqttClientTests
{
    [TestCase(V311)]
    [TestCase(V500)]
    public async Task Publishes_with_both_qualities(MqttVersion version)
    {
        await using var server = await new EndpointUnderTest().StartAsync();
        await using var client = await MqttClient.ConnectAsync(Options(server, version) with { UserName = "u", Password = "p", KeepAlive = TimeSpan.FromSeconds(33) }, TimeProvider.System);
        Assert.That(await client.PublishAsync("a", "1"u8.ToArray()), Is.EqualTo(MqttReasonCode.Success));
        Assert.That(await client.PublishAsync("b", "2"u8.ToArray(), MqttQos.AtLeastOnce, retain: true), Is.EqualTo(MqttReasonCode.Success));

        Assert.That(await server[0].MessageAsync(), Is.EqualTo("a=1"));
        Assert.That(await server[0].MessageAsync(), Is.EqualTo("b=2 retained"));
        Assert.That(server.Connects.Single(), Has.Property("UserName").EqualTo("u").And.Property("KeepAliveSeconds").EqualTo(33).And.Property("Version").EqualTo(version));
        Assert.That(server.Connects.Single().Password!.Value.Span.SequenceEqual("p"u8), Is.True);
        await client.DisconnectAsync();
        Assert.That((await server[0].EndAsync()).Cause, Is.EqualTo(MqttCloseCause.ClientDisconnected));
        Assert.That((await client.Closed).Cause, Is.EqualTo(MqttCloseCause.ClientDisconnected));
    }

    [Test]
    public async Task Without_a_password_none_is_sent()
    {
        await using var server = await new EndpointUnderTest().StartAsync();
        await using var client = await MqttClient.ConnectAsync(Options(server, V311), TimeProvider.System);
        Assert.That(server.Connects.Single(), Has.Property("UserName").Null.And.Property("Password").Null);
    }

    [Test]
    public async Task Gets_the_code_of_its_puback()
    {
        await using var server = await new EndpointUnderTest { NewSession = () => new() { Answer = text => text == "b=" ? MqttReasonCode.QuotaExceeded : MqttReasonCode.Success } }.StartAsync();
        await using var client = await MqttClient.ConnectAsync(Options(server, V500), TimeProvider.System);
        string[] topics = ["a", "b", "c"];
        var answers = await Task.WhenAll(topics.Select(topic => client.PublishAsync(topic, default, MqttQos.AtLeastOnce).AsTask()));
        Assert.That(answers, Is.EqualTo(new[] { MqttReasonCode.Success, MqttReasonCode.QuotaExceeded, MqttReasonCode.Success }));
    }

    [TestCase(V311)]
    [TestCase(V500)]
    public async Task Thousands_of_publishes_from_many_tasks_arrive_once_each(MqttVersion version)
    {
        await using var server = await new EndpointUnderTest { Options = new() { MaxInflight = 10 } }.StartAsync();
        await using var client = await MqttClient.ConnectAsync(Options(server, version) with { MaxInflight = 50 }, TimeProvider.System);
        Assert.That(client.InflightMaximum, Is.EqualTo(version == V500 ? 10 : 50));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(task => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                await client.PublishAsync("t", Encoding.UTF8.GetBytes($"{task}-{i}"), i % 2 == 0 ? MqttQos.AtLeastOnce : MqttQos.AtMostOnce);
            }
        }))).WaitAsync(RawClient.Patience);
        await client.PublishAsync("end", default, MqttQos.AtLeastOnce);

        var seen = new HashSet<string>();
        for (var i = 0; i < 4001; i++)
        {
            Assert.That(seen.Add(await server[0].MessageAsync()), Is.True);
        }

        Assert.That(server[0].Waiting, Is.Zero);
        Assert.That(server.Endpoint.PublishesReceived, Is.EqualTo(4001));
        Assert.That(client.Closed.IsCompleted, Is.False);
    }

    [Test]
    public async Task A_publish_fails_when_the_server_closes_and_the_reason_is_told()
    {
        await using var server = await new EndpointUnderTest { NewSession = () => new() { IsManual = true } }.StartAsync();
        await using var client = await MqttClient.ConnectAsync(Options(server, V500), TimeProvider.System);
        var publish = client.PublishAsync("a", default, MqttQos.AtLeastOnce).AsTask();
        var commit = await server[0].CommitAsync();
        server.Peers.Single().Disconnect(MqttReasonCode.NotAuthorized, "revoked");

        Assert.That(async () => await publish, Throws.TypeOf<MqttClosedException>());
        Assert.That(await client.Closed, Is.EqualTo(new MqttClosed(MqttCloseCause.ServerDisconnected, MqttReasonCode.NotAuthorized, "revoked")));
        Assert.That(async () => await client.PublishAsync("a", default), Throws.TypeOf<MqttClosedException>());
        Assert.That(async () => await client.PublishAsync("a", default, MqttQos.AtLeastOnce), Throws.TypeOf<MqttClosedException>());
        commit.SetResult();
    }

    [TestCase(V311)]
    [TestCase(V500)]
    public async Task A_refusal_is_an_exception_with_its_code(MqttVersion version)
    {
        await using var server = await new EndpointUnderTest { Judge = _ => MqttAdmission.Refuse(MqttReasonCode.BadUserNameOrPassword) }.StartAsync();
        Assert.That(async () => await MqttClient.ConnectAsync(Options(server, version), TimeProvider.System),
            Throws.TypeOf<MqttConnectException>().With.Property("Code").EqualTo(MqttReasonCode.BadUserNameOrPassword));
    }

    [Test]
    public async Task Gets_an_identifier_from_the_server()
    {
        await using var server = await new EndpointUnderTest().StartAsync();
        await using var client = await MqttClient.ConnectAsync(Options(server, V500) with { ClientId = "" }, TimeProvider.System);
        Assert.That(client.ClientId, Is.EqualTo(server.Connects.Single().ClientId).And.Not.Empty);
    }

    [Test]
    public async Task Refuses_what_no_server_may_be_sent()
    {
        await using var server = await new EndpointUnderTest { Options = new() { MaxPacketSize = 1024 } }.StartAsync();
        await using var client = await MqttClient.ConnectAsync(Options(server, V500), TimeProvider.System);
        Assert.That(() => client.PublishAsync("", default), Throws.ArgumentException);
        Assert.That(() => client.PublishAsync("a/#", default), Throws.ArgumentException);
        Assert.That(() => client.PublishAsync(new byte[] { 0xFF }, default), Throws.ArgumentException);
        Assert.That(() => client.PublishAsync("a", new byte[1018]), Throws.ArgumentException); // 3 + 3 + 1 + 1018 = 1025
        await client.PublishAsync("a", new byte[1017]);
        await server[0].MessageAsync();
        await client.PublishAsync("a", default, MqttQos.AtLeastOnce);
    }

    [Test]
    public async Task Keeps_its_connection_alive()
    {
        var time = new ManualTime();
        await using var server = await new EndpointUnderTest().StartAsync();
        await using var client = await MqttClient.ConnectAsync(Options(server, V500) with { KeepAlive = TimeSpan.FromSeconds(20) }, time);
        for (var i = 0; i < 5; i++)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await client.PublishAsync("a", default, MqttQos.AtLeastOnce); // any answer shows that the server lives
        }

        Assert.That(client.Closed.IsCompleted, Is.False);
    }

    [Test]
    public async Task Gives_up_a_server_that_does_not_answer()
    {
        var time = new ManualTime();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepting = listener.AcceptSocketAsync();
        var connecting = MqttClient.ConnectAsync(new() { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, KeepAlive = TimeSpan.FromSeconds(20) }, time);
        using var server = await accepting;
        await server.SendAsync(Wire.Hex("20 03 00 00 00"));
        await using var client = await connecting;

        time.Advance(TimeSpan.FromSeconds(19.999));
        Assert.That(client.Closed.IsCompleted, Is.False);
        time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.That((await client.Closed).Cause, Is.EqualTo(MqttCloseCause.KeepAliveExpired));
    }

    [TestCase("D0 00")]
    [TestCase("20 03 01 00")]
    [TestCase("00 00")]
    [TestCase("")]
    public async Task Does_not_take_anything_for_a_server(string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepting = listener.AcceptSocketAsync();
        var connecting = MqttClient.ConnectAsync(new() { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port }, TimeProvider.System);
        using var server = await accepting;
        await server.SendAsync(Wire.Hex(answer));
        server.Shutdown(SocketShutdown.Send);
        Assert.That(async () => await connecting, Throws.TypeOf<MqttConnectException>());
    }

    private static MqttClientOptions Options(EndpointUnderTest server, MqttVersion version) => new() { Host = "127.0.0.1", Port = server.Port, Version = version, ClientId = "c1" };
}
