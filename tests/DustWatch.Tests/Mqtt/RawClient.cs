using System.Net;
using System.Net.Sockets;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Mqtt;

/// <summary>A socket that sends bytes as they are and reads packets back.</summary>
internal sealed class RawClient : IDisposable
{
    /// <summary>How long a test waits for what must come; it decides nothing but when a broken build stops hanging.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static async Task<RawClient> OpenAsync(int port)
    {
        var client = new RawClient();
        await client._socket.ConnectAsync(IPAddress.Loopback, port);
        return client;
    }

    /// <summary>Opens, sends the CONNECT and expects to be let in.</summary>
    public static async Task<RawClient> ConnectAsync(int port, MqttVersion version, string clientId = "c1", int keepAlive = 0)
    {
        var client = await OpenAsync(port);
        await client.SendAsync(Wire.Connect(version, clientId, keepAlive: keepAlive));
        var connAck = await client.PacketAsync();
        Assert.That(connAck.Take(1).Concat(connAck.Skip(2).Take(2)), Is.EqualTo(new byte[] { 0x20, 0, 0 }));
        return client;
    }

    public async Task SendAsync(params byte[][] packets) => await _socket.SendAsync(Wire.Join(packets));

    /// <summary>The next packet, whole; empty when the other side has closed.</summary>
    public async Task<byte[]> PacketAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var packet = new List<byte>();
        var one = new byte[1];
        var length = 0;
        var remaining = -1;
        while (remaining != 0)
        {
            int read;
            try
            {
                read = await _socket.ReceiveAsync(one, patience.Token);
            }
            catch (SocketException)
            {
                read = 0;
            }

            if (read == 0)
            {
                Assert.That(packet, Is.Empty, "closed inside a packet");
                return [];
            }

            packet.Add(one[0]);
            if (remaining > 0)
            {
                remaining--;
            }
            else if (packet.Count > 1)
            {
                length |= (one[0] & 0x7F) << (7 * (packet.Count - 2));
                remaining = one[0] < 0x80 ? length : -1;
            }
        }

        return [.. packet];
    }

    /// <summary>Expects a PINGRESP as the very next packet: nothing else was sent before it.</summary>
    public async Task PingAsync()
    {
        await SendAsync(Wire.PingReq);
        Assert.That(await PacketAsync(), Is.EqualTo(new byte[] { 0xD0, 0 }));
    }

    /// <summary>Expects a DISCONNECT with this code, and the end. On 3.1.1 the end alone.</summary>
    public async Task EndsAsync(MqttVersion version, MqttReasonCode code)
    {
        if (version == MqttVersion.V500)
        {
            var packet = await PacketAsync();
            Assert.That(packet.Take(1), Is.EqualTo(new byte[] { 0xE0 }));
            Assert.That((MqttReasonCode)packet[2], Is.EqualTo(code));
        }

        Assert.That(await PacketAsync(), Is.Empty);
    }

    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _socket.Dispose();
}
