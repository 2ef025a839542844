using System.Buffers.Binary;

namespace DustWatch.Benchmarks.Hub;

/// <summary>Counts the values in a server's WebSocket frames, whatever pieces they come in: an object each, inside the objects around them.</summary>
/// <param name="around">Objects around the values of a message.</param>
internal sealed class FrameCounter(int around)
{
    private const byte RecordSeparator = 0x1E;
    private const int HeadBytesMaximum = 10;
    private const int LengthMask = 0x7F;
    private const int TwoByteLength = 126;

    private readonly byte[] _head = new byte[HeadBytesMaximum];
    private int _headBytes;
    private long _payloadLeft;
    private long _values;

    /// <summary>So far. Any thread.</summary>
    public long Values => Interlocked.Read(ref _values);

    /// <summary>Takes what came next.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_payloadLeft > 0)
            {
                var part = bytes[..(int)Math.Min(_payloadLeft, bytes.Length)];
                Interlocked.Add(ref _values, part.Count((byte)'{') - (around * part.Count(RecordSeparator)));
                _payloadLeft -= part.Length;
                bytes = bytes[part.Length..];
                continue;
            }

            _head[_headBytes++] = bytes[0];
            bytes = bytes[1..];
            if (_headBytes >= 2 && _headBytes == HeadBytesOf(_head[1] & LengthMask))
            {
                _payloadLeft = LengthOf(_head[1] & LengthMask);
                _headBytes = 0;
            }
        }
    }

    private static int HeadBytesOf(int length) => length < TwoByteLength ? 2 : length == TwoByteLength ? 4 : HeadBytesMaximum;

    private long LengthOf(int length) => length < TwoByteLength
        ? length
        : length == TwoByteLength ? BinaryPrimitives.ReadUInt16BigEndian(_head.AsSpan(2)) : BinaryPrimitives.ReadInt64BigEndian(_head.AsSpan(2));
}
