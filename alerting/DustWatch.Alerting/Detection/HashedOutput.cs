using System.Buffers;
using System.Security.Cryptography;

namespace DustWatch.Alerting.Detection;

/// <summary>Hands bytes on, a piece at a time, and knows their SHA-256: however much is written, it keeps one piece.</summary>
/// <param name="output">Where they go.</param>
internal sealed class HashedOutput(IBufferWriter<byte> output) : IBufferWriter<byte>, IDisposable
{
    private const int PieceLength = 32 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _piece = new byte[PieceLength];
    private int _length;

    /// <inheritdoc/>
    public void Advance(int count) => _length += count;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">More is asked for than a piece.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _piece.AsMemory(_length);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">More is asked for than a piece.</exception>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _piece.AsSpan(_length);
    }

    /// <summary>Hands on the rest, and behind it the hash of everything.</summary>
    public void Complete()
    {
        HandOn();
        output.Write(_hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void MakeRoom(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeHint, PieceLength);
        if (PieceLength - _length < Math.Max(sizeHint, 1))
        {
            HandOn();
        }
    }

    private void HandOn()
    {
        var piece = _piece.AsSpan(0, _length);
        _hash.AppendData(piece);
        output.Write(piece);
        _length = 0;
    }
}
