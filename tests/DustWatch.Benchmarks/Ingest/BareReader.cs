using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace DustWatch.Benchmarks.Ingest;

/// <summary>
/// The least that a subscriber of a broker can be: one socket, a buffer, frames counted and QoS 1 answered in one write a read. It reads as soon as something is
/// there, as a program does that was not told to do anything else.
/// </summary>
internal sealed class BareReader : IDisposable
{
    private const int BufferBytes = 256 * 1024;

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly byte[] _answers = new byte[BufferBytes];
    private long _messages;

    private BareReader(Socket socket) => _socket = socket;

    /// <summary>Publishes counted so far.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>Connects, subscribes, and starts to read.</summary>
    /// <param name="port">The broker's, on loopback.</param>
    /// <param name="filter">What to subscribe to, at QoS 1.</param>
    public static async Task<BareReader> StartAsync(int port, string filter)
    {
        var socket = await Publisher.ConnectAsync(port, "reader", "reader", IPAddress.Loopback);
        await socket.SendAsync(RawPackets.SubscribeTo(filter, qos: 1));
        await Publisher.ExpectAsync(socket, RawPackets.SubscribedAt(qos: 1));
        var reader = new BareReader(socket);
        _ = reader.ReadAllAsync();
        return reader;
    }

    public void Dispose() => _socket.Dispose();

    private async Task ReadAllAsync()
    {
        var filled = 0;
        while (await _socket.ReceiveAsync(_buffer.AsMemory(filled)) is > 0 and var count)
        {
            filled += count;
            var (taken, answered) = Take(_buffer.AsSpan(0, filled));
            _buffer.AsSpan(taken, filled - taken).CopyTo(_buffer);
            filled -= taken;
            for (var sent = 0; sent < answered;)
            {
                sent += await _socket.SendAsync(_answers.AsMemory(sent, answered - sent));
            }
        }
    }

    /// <summary>Packets are short: a remaining length has one byte.</summary>
    private (int Taken, int Answered) Take(ReadOnlySpan<byte> bytes)
    {
        var (at, answered, messages) = (0, 0, 0);
        while (bytes.Length - at >= 2 && bytes.Length - at >= bytes[at + 1] + 2)
        {
            var packet = bytes.Slice(at, bytes[at + 1] + 2);
            at += packet.Length;
            messages++;
            if (packet[0] == RawPackets.PublishQos1)
            {
                var topic = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
                (_answers[answered], _answers[answered + 1]) = (RawPackets.PubAck, 2);
                packet.Slice(4 + topic, 2).CopyTo(_answers.AsSpan(answered + 2));
                answered += RawPackets.PubAckBytes;
            }
        }

        Interlocked.Add(ref _messages, messages);
        return (at, answered);
    }
}
