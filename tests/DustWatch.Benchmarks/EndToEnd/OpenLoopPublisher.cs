using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DustWatch.Benchmarks.Ingest;

namespace DustWatch.Benchmarks.EndToEnd;

/// <summary>
/// One connection that sends on a schedule, whether what it sent before was acknowledged or not. When the other side does not read, it falls behind its schedule; it never
/// slows it down. Acknowledgements are counted beside.
/// </summary>
internal sealed class OpenLoopPublisher : IDisposable
{
    private const int SendMessagesMaximum = 512;
    private const int ReplyBufferBytes = 64 * 1024;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(2);

    private readonly Socket _socket;
    private readonly MessageStream _messages;
    private readonly byte[] _buffer;
    private long _sent;
    private long _acknowledgedBytes;

    private OpenLoopPublisher(Socket socket, MessageStream messages)
    {
        (_socket, _messages) = (socket, messages);
        _buffer = new byte[SendMessagesMaximum * messages.MessageBytes];
        _ = CountAsync();
    }

    /// <summary>Messages given to the socket.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Messages that were acknowledged.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledgedBytes) / RawPackets.PubAckBytes;

    /// <summary>Connects a device.</summary>
    public static async Task<OpenLoopPublisher> ConnectAsync(int port, string client, MessageStream messages) =>
        new(await Publisher.ConnectAsync(port, device: null, client, IPAddress.Loopback), messages);

    /// <summary>Sends as far as the other side reads.</summary>
    /// <param name="points">How many of its points do.</param>
    /// <param name="rate">Messages a second.</param>
    /// <param name="seconds">How long.</param>
    /// <returns>How far it was behind its schedule at the end, s.</returns>
    public async Task<double> RunAsync(int points, double rate, double seconds)
    {
        _messages.Begin(points, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        var (start, done) = (Stopwatch.GetTimestamp(), 0L);
        using var timer = new PeriodicTimer(Period);
        while (true)
        {
            var elapsed = Math.Min(Stopwatch.GetElapsedTime(start).TotalSeconds, seconds);
            for (var due = (long)(elapsed * rate) - done; due > 0 && Stopwatch.GetElapsedTime(start).TotalSeconds < seconds;)
            {
                var count = (int)Math.Min(due, SendMessagesMaximum);
                await SendAsync(count);
                (due, done) = (due - count, done + count);
            }

            if (elapsed >= seconds)
            {
                return seconds - (done / rate);
            }

            await timer.WaitForNextTickAsync();
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task SendAsync(int count)
    {
        _messages.Write(count, _buffer);
        ReadOnlyMemory<byte> rest = _buffer.AsMemory(0, count * _messages.MessageBytes);
        while (!rest.IsEmpty)
        {
            rest = rest[await _socket.SendAsync(rest)..];
        }

        Interlocked.Add(ref _sent, count);
    }

    private async Task CountAsync()
    {
        var buffer = new byte[ReplyBufferBytes];
        try
        {
            while (await _socket.ReceiveAsync(buffer) is > 0 and var count)
            {
                Interlocked.Add(ref _acknowledgedBytes, count);
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Closed; what is not acknowledged stays so, and whoever waits for it says so.
        }
    }
}
