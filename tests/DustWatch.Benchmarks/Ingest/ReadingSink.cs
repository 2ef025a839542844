using System.Net;
using System.Net.Sockets;

namespace DustWatch.Benchmarks.Ingest;

/// <summary>Reads all that is sent and forgets it; answers only the CONNECT at the beginning and a PINGREQ at the end of what a read brought.</summary>
internal sealed class ReadingSink : IDisposable
{
    private const int BufferBytes = 256 * 1024;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Where it listens, once it was started.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port; // bound in Start

    public void Start()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _ = AcceptAllAsync();
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAllAsync()
    {
        while (true)
        {
            _ = ReadAllAsync(await _listener.AcceptAsync());
        }
    }

    private static async Task ReadAllAsync(Socket socket)
    {
        using var served = socket;
        var buffer = new byte[BufferBytes];
        await socket.ReceiveAsync(buffer); // the CONNECT
        await socket.SendAsync(RawPackets.Connected);
        var last = (byte)0;
        while (await socket.ReceiveAsync(buffer) is > 0 and var count)
        {
            // A message ends with a brace, so the two bytes of a PINGREQ at the end are one.
            var before = count > 1 ? buffer[count - 2] : last;
            last = buffer[count - 1];
            if ((before, last) == (RawPackets.PingRequest[0], RawPackets.PingRequest[1]))
            {
                await socket.SendAsync(RawPackets.PingResponse);
            }
        }
    }
}
