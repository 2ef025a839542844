using System.Net;
using System.Net.WebSockets;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Mqtt;

/// <summary>MQTT over WebSocket (6): a stream of bytes in binary frames, wherever their borders are.</summary>
public sealed class MqttWebSocketTests
{
    [TestCase(1)]
    [TestCase(7)]
    [TestCase(1_000_000)]
    public async Task Takes_frames_that_do_not_align_with_packets(int frameLength)
    {
        await using var server = await new EndpointUnderTest().StartAsync();
        using var client = await OpenAsync(server);
        Assert.That(client.SubProtocol, Is.EqualTo("mqtt"));
        var bytes = Wire.Join(
            Wire.Connect(MqttVersion.V500),
            Wire.Publish(MqttVersion.V500, "a", "1", id: 1),
            Wire.Publish(MqttVersion.V500, "b", new string('x', frameLength > 1 ? 300_000 : 300), id: 2),
            Wire.PingReq);
        foreach (var frame in bytes.Chunk(frameLength))
        {
            await client.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: frame.Length % 2 == 1, CancellationToken.None);
        }

        var answers = await ReadUntilAsync(client, [0xD0, 0]);
        Assert.That(answers[0], Is.EqualTo(0x20));
        Assert.That(Convert.ToHexString(answers), Does.EndWith("40020001" + "40020002" + "D000"));
        Assert.That(await server[0].MessageAsync(), Is.EqualTo("a=1"));
    }

    [Test]
    public async Task Ends_a_connection_that_sends_text()
    {
        await using var server = await new EndpointUnderTest().StartAsync();
        using var client = await OpenAsync(server);
        await client.SendAsync(Wire.Connect(MqttVersion.V500), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        await client.ReceiveAsync(new byte[100], CancellationToken.None);
        await client.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        await CloseAsync(client);
        Assert.That(client.CloseStatus, Is.EqualTo(WebSocketCloseStatus.InvalidMessageType));
        Assert.That((await server[0].EndAsync()).Cause, Is.EqualTo(MqttCloseCause.ConnectionLost));
    }

    [Test]
    public async Task Says_why_and_closes()
    {
        await using var server = await new EndpointUnderTest { Judge = _ => MqttAdmission.Refuse(MqttReasonCode.NotAuthorized) }.StartAsync();
        using var client = await OpenAsync(server);
        await client.SendAsync(Wire.Connect(MqttVersion.V311), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        var connAck = new byte[10];
        Assert.That((await client.ReceiveAsync(connAck, CancellationToken.None)).Count, Is.EqualTo(4));
        Assert.That(connAck[3], Is.EqualTo(5));
        await CloseAsync(client);
        Assert.That(client.CloseStatus, Is.EqualTo(WebSocketCloseStatus.NormalClosure));
    }

    [Test]
    public async Task Notices_a_client_that_is_gone()
    {
        await using var server = await new EndpointUnderTest().StartAsync();
        using var client = await OpenAsync(server);
        await client.SendAsync(Wire.Connect(MqttVersion.V500), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        await client.ReceiveAsync(new byte[100], CancellationToken.None);
        client.Abort();
        Assert.That((await server[0].EndAsync()).Cause, Is.EqualTo(MqttCloseCause.ConnectionLost));
    }

    [Test]
    public async Task Takes_leave_when_the_server_stops()
    {
        await using var server = await new EndpointUnderTest().StartAsync();
        using var client = await OpenAsync(server);
        await client.SendAsync(Wire.Connect(MqttVersion.V500), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        await client.ReceiveAsync(new byte[100], CancellationToken.None);
        var stopping = server.StopAsync();
        var goodbye = new byte[100];
        await client.ReceiveAsync(goodbye, CancellationToken.None);
        Assert.That(((goodbye[0], (MqttReasonCode)goodbye[2])), Is.EqualTo(((byte)0xE0, MqttReasonCode.ServerShuttingDown)));
        await CloseAsync(client);
        await stopping;
        Assert.That((await server[0].EndAsync()).Cause, Is.EqualTo(MqttCloseCause.ServerShuttingDown));
    }

    [Test]
    public async Task Turns_away_who_does_not_speak_mqtt()
    {
        await using var server = await new EndpointUnderTest().StartAsync();
        using var http = new HttpClient();
        using var plain = await http.GetAsync(new UriBuilder(server.WebSocket) { Scheme = "http" }.Uri);
        Assert.That(plain.StatusCode, Is.EqualTo(HttpStatusCode.UpgradeRequired));

        foreach (var protocol in new[] { null, "chat" })
        {
            using var client = new ClientWebSocket();
            client.Options.CollectHttpResponseDetails = true;
            if (protocol is not null)
            {
                client.Options.AddSubProtocol(protocol);
            }

            Assert.That(() => client.ConnectAsync(server.WebSocket, CancellationToken.None), Throws.InstanceOf<WebSocketException>());
            Assert.That(client.HttpStatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        }
    }

    private static async Task<ClientWebSocket> OpenAsync(EndpointUnderTest server)
    {
        var client = new ClientWebSocket();
        client.Options.AddSubProtocol("mqtt");
        await client.ConnectAsync(server.WebSocket, CancellationToken.None);
        return client;
    }

    private static async Task<byte[]> ReadUntilAsync(ClientWebSocket client, byte[] end)
    {
        var all = new List<byte>();
        var buffer = new byte[1000];
        using var patience = new CancellationTokenSource(RawClient.Patience);
        while (!all.TakeLast(end.Length).SequenceEqual(end))
        {
            var got = await client.ReceiveAsync(buffer, patience.Token);
            Assert.That(got.MessageType, Is.EqualTo(WebSocketMessageType.Binary));
            all.AddRange(buffer.AsSpan(0, got.Count));
        }

        return [.. all];
    }

    private static async Task CloseAsync(ClientWebSocket client)
    {
        using var patience = new CancellationTokenSource(RawClient.Patience);
        var got = await client.ReceiveAsync(new byte[100], patience.Token);
        Assert.That(got.MessageType, Is.EqualTo(WebSocketMessageType.Close));
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
    }
}
