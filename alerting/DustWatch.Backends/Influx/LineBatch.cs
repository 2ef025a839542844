using System.Buffers;
using DustWatch.Measurements;

namespace DustWatch.Backends.Influx;

/// <summary>Lines that are sent together. One writer until it is sent, and one reader from then on.</summary>
/// <param name="capacity">Bytes at first; it grows.</param>
internal sealed class LineBatch(int capacity) : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[capacity];
    private int _length;

    /// <summary>Number of lines.</summary>
    public int Lines { get; private set; }

    /// <summary>Number of bytes.</summary>
    public int Length => _length;

    /// <summary>When its first line came, by the log's time.</summary>
    public Instant StartedAt { get; private set; }

    /// <summary>
    /// Held when it has lines that may replace earlier ones of the same series and time, from when they are made until they are stored: else an older line might come
    /// last. Null when it has none.
    /// </summary>
    public SemaphoreSlim? Turn { get; set; }

    /// <summary>All of it.</summary>
    public ReadOnlyMemory<byte> Text => _bytes.AsMemory(0, _length);

    /// <summary>Counts lines that were written.</summary>
    public void Count(int lines, Instant at)
    {
        StartedAt = Lines == 0 ? at : StartedAt;
        Lines += lines;
    }

    /// <summary>Forgets all of it.</summary>
    public void Clear() => (_length, Lines, Turn) = (0, 0, null);

    /// <inheritdoc/>
    public void Advance(int count) => _length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(_length);
    }

    private void Grow(int sizeHint)
    {
        if (_bytes.Length - _length < Math.Max(sizeHint, 1))
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + sizeHint));
        }
    }
}
