using System.Buffers;

namespace DustWatch.Backends;

/// <summary>
/// Bytes on their way into a checkpoint's file, in pieces: taken at once, so that nobody waits for the disk, and then written one piece after the other, each synced.
/// Written all at once they would hold up for a second what is synced beside them, as the log is.
/// </summary>
internal sealed class CheckpointOutput : IBufferWriter<byte>
{
    private const int PieceLength = 1 << 20;

    private readonly List<(byte[] Bytes, int Length)> _pieces = [];
    private byte[] _piece = [];
    private int _length;

    /// <summary>How many there are.</summary>
    public long Length => _length + _pieces.Sum(piece => (long)piece.Length);

    /// <inheritdoc/>
    public void Advance(int count) => _length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _piece.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _piece.AsSpan(_length);
    }

    /// <summary>Moves all of it into a file, which has it on the disk then.</summary>
    /// <param name="file">It keeps no bytes of its own.</param>
    /// <returns>CRC-32C of it.</returns>
    /// <exception cref="IOException">The file does not take it.</exception>
    public uint MoveTo(FileStream file)
    {
        HandOn();
        var checksum = uint.MaxValue;
        foreach (var (bytes, length) in _pieces)
        {
            var piece = bytes.AsSpan(0, length);
            checksum = Crc32C.Update(checksum, piece);
            file.Write(piece);
            file.Flush(flushToDisk: true);
            ArrayPool<byte>.Shared.Return(bytes);
        }

        _pieces.Clear();
        return ~checksum;
    }

    private void MakeRoom(int sizeHint)
    {
        if (_piece.Length - _length < Math.Max(sizeHint, 1))
        {
            HandOn();
            _piece = ArrayPool<byte>.Shared.Rent(Math.Max(PieceLength, sizeHint));
        }
    }

    private void HandOn()
    {
        if (_piece.Length > 0)
        {
            _pieces.Add((_piece, _length));
        }

        (_piece, _length) = ([], 0);
    }
}
