using System.Net;
using System.Net.Sockets;
using DustWatch.Mqtt;

namespace DustWatch.Tests.Mqtt;

/// <summary>A server of one connection at a time that reads and writes what the test says, byte by byte.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private Socket? _socket;

    public ScriptedServer() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>A client that was let in with this CONNACK, and the server that did it.</summary>
    public static async Task<(ScriptedServer Server, MqttClient Client)> ConnectAsync(
        string connAck, Func<MqttClientOptions, MqttClientOptions>? change = null, TimeProvider? time = null, IMqttReceiver? receiver = null)
    {
        var server = new ScriptedServer();
        try
        {
            return (server, await server.LetInAsync(connAck, change ?? (options => options), time ?? TimeProvider.System, receiver));
        }
        catch (MqttConnectException)
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Takes a connection, reads its CONNECT and lets it in.</summary>
    public async Task AcceptAsync(string connAck)
    {
        _socket = await _listener.AcceptSocketAsync();
        await _socket.ReceiveAsync(new byte[1000]);
        await _socket.SendAsync(Wire.Hex(connAck));
    }

    /// <summary>Cuts the connection.</summary>
    public void Drop() => _socket?.Dispose();

    public Task SendAsync(params byte[][] packets) => _socket!.SendAsync(Wire.Join(packets)); // AcceptAsync set it

    /// <summary>The next bytes, as hexadecimal; fewer when the client has closed.</summary>
    public async Task<string> ReadAsync(int bytes)
    {
        var all = new byte[bytes];
        var length = 0;
        using var patience = new CancellationTokenSource(RawClient.Patience);
        while (length < bytes && await _socket!.ReceiveAsync(all.AsMemory(length), patience.Token) is > 0 and var read) // AcceptAsync set it
        {
            length += read;
        }

        return Convert.ToHexString(all, 0, length);
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _listener.Dispose();
    }

    private async Task<MqttClient> LetInAsync(string connAck, Func<MqttClientOptions, MqttClientOptions> change, TimeProvider time, IMqttReceiver? receiver)
    {
        var connecting = MqttClient.ConnectAsync(change(new() { Host = "127.0.0.1", Port = Port, ClientId = "c1" }), time, receiver);
        await AcceptAsync(connAck);
        return await connecting;
    }
}
