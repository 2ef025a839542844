using System.Net;
using System.Net.Sockets;
using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Ingest;

/// <summary>
/// One connection of the generator. It sends what was encoded before, <see cref="ChunkMessages"/> at a time; where messages are confirmed, at most
/// <see cref="WindowChunks"/> of those are under way, else as many as the connection takes.
/// </summary>
internal sealed class Publisher : IDisposable
{
    /// <summary>Messages of one write.</summary>
    public const int ChunkMessages = 512;

    // So that no packet identifier is used twice at a time.
    private const int WindowChunks = IngestMessages.MessagesEach / ChunkMessages / 2;

    private readonly Socket _socket;
    private readonly Socket? _subscriber;
    private readonly byte[] _packets;
    private readonly int _chunkBytes;
    private readonly bool _isConfirmed;
    private readonly ReplyCounter _replies;
    private readonly ReplyCounter? _acknowledgements; // where replies are deliveries
    private int _at; // in _packets

    private Publisher(Socket socket, Socket? subscriber, byte[] packets, bool isQos1)
    {
        (_socket, _subscriber, _packets) = (socket, subscriber, packets);
        _chunkBytes = packets.Length / IngestMessages.MessagesEach * ChunkMessages;
        _isConfirmed = isQos1 || subscriber is not null;
        if (subscriber is not null)
        {
            // Delivered at QoS 0, so without packet identifier.
            _replies = new ReplyCounter(subscriber, isQos1 ? _chunkBytes - (2 * ChunkMessages) : _chunkBytes);
            _acknowledgements = isQos1 ? new ReplyCounter(socket, RawPackets.PubAckBytes * ChunkMessages) : null;
        }
        else
        {
            _replies = new ReplyCounter(socket, isQos1 ? RawPackets.PubAckBytes * ChunkMessages : RawPackets.PingResponse.Length);
        }
    }

    /// <summary>Signs a device in.</summary>
    /// <param name="port">The target's.</param>
    /// <param name="device">Which one; it says at which level of QoS.</param>
    /// <param name="hasSubscriber">Whether the target passes messages on: then they are confirmed by what a subscriber of QoS 0 gets.</param>
    public static async Task<Publisher> ConnectAsync(int port, int device, bool hasSubscriber)
    {
        var name = IngestMessages.NameOf(device);
        Socket? subscriber = null;
        if (hasSubscriber)
        {
            subscriber = await ConnectAsync(port, name, $"{name}-subscriber", IPAddress.Loopback);
            await subscriber.SendAsync(RawPackets.SubscribeTo(IngestMessages.FilterOf(device), qos: 0));
            await ExpectAsync(subscriber, RawPackets.SubscribedAt(qos: 0));
        }

        var packets = IngestMessages.Encode(device, Instant.Now(TimeProvider.System).Plus(-IngestMessages.MessagesEach));
        return new Publisher(await ConnectAsync(port, name, name, IPAddress.Loopback), subscriber, packets, IngestMessages.IsQos1(device));
    }

    /// <summary>A connection that is let in and says nothing yet.</summary>
    /// <param name="port">The target's.</param>
    /// <param name="device">User name; null for an anonymous client.</param>
    /// <param name="client">Client identifier.</param>
    /// <param name="from">Address of this side.</param>
    public static async Task<Socket> ConnectAsync(int port, string? device, string client, IPAddress from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await socket.SendAsync(RawPackets.ConnectOf(client, device));
        await ExpectAsync(socket, RawPackets.Connected);
        return socket;
    }

    /// <summary>Reads one answer, which must be this.</summary>
    public static async Task ExpectAsync(Socket socket, byte[] expected)
    {
        var answer = new byte[expected.Length];
        for (var got = 0; got < answer.Length;)
        {
            var count = await socket.ReceiveAsync(answer.AsMemory(got));
            got += count > 0 ? count : throw new IOException("The target has closed a connection.");
        }

        if (!answer.AsSpan().SequenceEqual(expected))
        {
            throw new IOException($"The target answered {Convert.ToHexString(answer)}.");
        }
    }

    /// <summary>Sends so many chunks, and returns when all of their messages have been confirmed; at QoS 0, when a ping after them was answered.</summary>
    public async Task PublishAsync(int chunks)
    {
        for (var sent = 0; sent < chunks; sent++)
        {
            if (_isConfirmed && sent >= WindowChunks)
            {
                await _replies.NextAsync();
            }

            await SendAsync(_packets.AsMemory(_at, _chunkBytes));
            _at = (_at + _chunkBytes) % _packets.Length;
        }

        if (!_isConfirmed)
        {
            await SendAsync(RawPackets.PingRequest);
        }

        for (var due = _isConfirmed ? Math.Min(chunks, WindowChunks) : 1; due > 0; due--)
        {
            await _replies.NextAsync();
        }

        for (var due = _acknowledgements is null ? 0 : chunks; due > 0; due--)
        {
            await _acknowledgements!.NextAsync();
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _subscriber?.Dispose();
        _replies.Dispose();
        _acknowledgements?.Dispose();
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes)..];
        }
    }
}
