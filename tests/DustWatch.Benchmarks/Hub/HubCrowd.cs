using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DustWatch.Benchmarks.Hub;

/// <summary>Many browsers at one hub: SignalR's JSON protocol over WebSocket on plain sockets, which read all and count the values.</summary>
internal sealed class HubCrowd : IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private const byte TextFrame = 0x81;
    private const byte Masked = 0x80; // by four zeros, which leaves the text as it is
    private const int ShortLengthMaximum = 125;
    private const string HandshakeRecord = "{\"protocol\":\"json\",\"version\":1}\u001e";
    private const string PingRecord = "{\"type\":6}\u001e";
    private static readonly TimeSpan PingPeriod = TimeSpan.FromSeconds(10);

    private readonly List<(Socket Socket, FrameCounter Counter)> _browsers = [];
    private readonly CancellationTokenSource _ending = new();

    /// <summary>Values that all of them have read.</summary>
    public long Values => _browsers.Sum(browser => browser.Counter.Values);

    /// <summary>Browsers whose connection has ended.</summary>
    public int Gone => _browsers.Count(browser => !browser.Socket.Connected);

    /// <summary>Connects them one after the other.</summary>
    /// <param name="address">The server's.</param>
    /// <param name="query">Behind <c>/hub</c>.</param>
    /// <param name="call">A record that each says after the handshake, or null.</param>
    /// <param name="browsers">How many.</param>
    /// <param name="around">As <see cref="FrameCounter"/> takes it.</param>
    public static async Task<HubCrowd> ConnectAsync(Uri address, string query, string? call, int browsers, int around)
    {
        var crowd = new HubCrowd();
        for (var i = 0; i < browsers; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, address.Port);
            await socket.SendAsync(Encoding.ASCII.GetBytes(
                $"GET /hub{query} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
            await ReadHeadAsync(socket);
            await socket.SendAsync(FrameOf(HandshakeRecord));
            if (call is not null)
            {
                await socket.SendAsync(FrameOf(call + "\u001e"));
            }

            var counter = new FrameCounter(around);
            crowd._browsers.Add((socket, counter));
            _ = ReadAsync(socket, counter);
        }

        _ = crowd.PingAsync();
        return crowd;
    }

    public void Dispose()
    {
        _ending.Cancel();
        _browsers.ForEach(browser => browser.Socket.Dispose());
        _ending.Dispose();
    }

    private static async Task ReadHeadAsync(Socket socket)
    {
        var head = new StringBuilder();
        var buffer = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            _ = await socket.ReceiveAsync(buffer) > 0 ? 0 : throw new IOException($"The hub closed: {head}");
            head.Append((char)buffer[0]);
        }

        _ = head.ToString().StartsWith("HTTP/1.1 101", StringComparison.Ordinal) ? 0 : throw new IOException($"The hub answered {head}");
    }

    private static byte[] FrameOf(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length <= ShortLengthMaximum ? [TextFrame, (byte)(Masked | bytes.Length), 0, 0, 0, 0, .. bytes] : throw new ArgumentOutOfRangeException(nameof(text));
    }

    private static async Task ReadAsync(Socket socket, FrameCounter counter)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (await socket.ReceiveAsync(buffer) is > 0 and var count)
            {
                counter.Take(buffer.AsSpan(0, count));
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The suite has ended, or the server closed: then it counts no more, and the suite sees who is gone.
        }

        socket.Dispose();
    }

    // So that the hub does not take them for gone.
    private async Task PingAsync()
    {
        using var timer = new PeriodicTimer(PingPeriod);
        var ping = FrameOf(PingRecord);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token))
            {
                foreach (var (socket, _) in _browsers)
                {
                    await socket.SendAsync(ping);
                }
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // As above.
        }
    }
}
