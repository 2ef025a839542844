using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace DustWatch.Benchmarks.Ingest;

/// <summary>
/// The most that Kestrel allows: frames of MQTT's form are cut out of what comes and their payloads scanned. It knows no protocol: no checks, topics, points,
/// sessions or limits. It answers a CONNECT, a PINGREQ and a publish of QoS 1, so that the same generator may send to it.
/// </summary>
internal sealed class BareHandler : ConnectionHandler
{
    private const int FrameBytesMax = 512;

    private long _messages;

    /// <summary>Publishes scanned so far.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>Sum of what was scanned; it keeps the scan from being left out.</summary>
    public long Sum { get; private set; }

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        while (true)
        {
            ReadResult read;
            try
            {
                read = await input.ReadAsync();
            }
            catch (ConnectionResetException)
            {
                return;
            }

            var consumed = Take(read.Buffer, output);
            input.AdvanceTo(consumed, read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }

            await output.FlushAsync();
        }
    }

    private SequencePosition Take(ReadOnlySequence<byte> buffer, PipeWriter output)
    {
        Span<byte> across = stackalloc byte[FrameBytesMax];
        var (messages, sum) = (0L, 0L);
        while (true)
        {
            if (TakeAll(buffer.FirstSpan, output, ref messages, ref sum) is > 0 and var taken)
            {
                buffer = buffer.Slice(taken);
                continue;
            }

            if (buffer.IsSingleSegment)
            {
                break;
            }

            // The next frame lies across two segments.
            var head = across[..(int)Math.Min(FrameBytesMax, buffer.Length)];
            buffer.Slice(0, head.Length).CopyTo(head);
            if (!TryFrame(head, out var frame))
            {
                break;
            }

            Answer(head[..frame], output, ref messages, ref sum);
            buffer = buffer.Slice(frame);
        }

        Interlocked.Add(ref _messages, messages);
        Sum += sum;
        return buffer.Start;
    }

    private static int TakeAll(ReadOnlySpan<byte> span, PipeWriter output, ref long messages, ref long sum)
    {
        var at = 0;
        while (TryFrame(span[at..], out var frame))
        {
            Answer(span.Slice(at, frame), output, ref messages, ref sum);
            at += frame;
        }

        return at;
    }

    private static bool TryFrame(ReadOnlySpan<byte> span, out int length)
    {
        length = 0;
        if (span.Length < 2)
        {
            return false;
        }

        length = span[1] < 0x80 ? span[1] + 2
            : span.Length > 2 ? (span[1] & 0x7F) + (span[2] << 7) + 3
            : int.MaxValue;
        return length <= span.Length;
    }

    private static void Answer(ReadOnlySpan<byte> frame, PipeWriter output, ref long messages, ref long sum)
    {
        switch (frame[0])
        {
            case RawPackets.Publish:
            case RawPackets.PublishQos1:
                var topic = 4 + BinaryPrimitives.ReadUInt16BigEndian(frame[2..]);
                var payload = frame[0] == RawPackets.Publish ? topic : topic + 2;
                if (frame[0] == RawPackets.PublishQos1)
                {
                    var answer = output.GetSpan(4);
                    (answer[0], answer[1], answer[2], answer[3]) = (RawPackets.PubAck, 2, frame[topic], frame[topic + 1]);
                    output.Advance(4);
                }

                messages++;
                sum += BareScanner.Scan(frame[payload..]).Value;
                break;
            case RawPackets.Connect:
                output.Write(RawPackets.Connected);
                break;
            default:
                output.Write(RawPackets.PingResponse);
                break;
        }
    }
}
