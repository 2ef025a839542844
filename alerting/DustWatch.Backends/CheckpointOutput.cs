using System.Buffers;

namespace DustWatch.Backends;

/// <summary>Bytes on their way into a checkpoint's file, with their CRC-32C: however many there are, one piece of them is in memory.</summary>
/// <param name="file">Where they go; it keeps no bytes of its own.</param>
internal sealed class CheckpointOutput(Stream file) : IBufferWriter<byte>
{
    private const int PieceLength = 64 * 1024;

    private byte[] _piece = new byte[PieceLength];
    private int _length;
    private uint _checksum = uint.MaxValue;

    /// <summary>CRC-32C of everything so far; all of it is handed to the file.</summary>
    /// <exception cref="IOException">The file does not take it.</exception>
    public uint HandOn()
    {
        var piece = _piece.AsSpan(0, _length);
        file.Write(piece);
        _checksum = Crc32C.Update(_checksum, piece);
        _length = 0;
        return ~_checksum;
    }

    /// <inheritdoc/>
    public void Advance(int count) => _length += count;

    /// <inheritdoc/>
    /// <exception cref="IOException">The file does not take what came before.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _piece.AsMemory(_length);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The file does not take what came before.</exception>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _piece.AsSpan(_length);
    }

    private void MakeRoom(int sizeHint)
    {
        if (_piece.Length - _length < Math.Max(sizeHint, 1))
        {
            HandOn();
            _piece = _piece.Length < sizeHint ? new byte[sizeHint] : _piece;
        }
    }
}
