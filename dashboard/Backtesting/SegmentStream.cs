namespace DustWatch.Dashboard.Backtesting;

/// <summary>Some bytes that are known already, then a part of a stream; it disposes of the stream.</summary>
/// <param name="head">Read first.</param>
/// <param name="rest">Read then, from where it stands.</param>
/// <param name="length">How much of <paramref name="rest"/> there is to read.</param>
internal sealed class SegmentStream(ReadOnlyMemory<byte> head, Stream rest, long length = long.MaxValue) : Stream
{
    private ReadOnlyMemory<byte> _head = head;
    private long _left = length;

    /// <summary>Bytes taken from the stream so far.</summary>
    public long Taken { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (!_head.IsEmpty)
        {
            var known = Math.Min(buffer.Length, _head.Length);
            _head.Span[..known].CopyTo(buffer);
            _head = _head[known..];
            return known;
        }

        var read = rest.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        _left -= read;
        Taken += read;
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }
}
