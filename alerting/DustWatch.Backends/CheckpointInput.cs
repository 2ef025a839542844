using System.Buffers;

namespace DustWatch.Backends;

/// <summary>A part of a checkpoint's file in memory: the whole may be larger than an array.</summary>
internal sealed class CheckpointInput : ReadOnlySequenceSegment<byte>
{
    private const int PieceLength = 1 << 20;

    private CheckpointInput(byte[] bytes, long at) => (Memory, RunningIndex) = (bytes, at);

    /// <summary>Reads the next bytes of a file.</summary>
    /// <param name="file">It keeps no bytes of its own.</param>
    /// <param name="length">How many.</param>
    /// <param name="checksum">CRC-32C of all before them, without the final xor, and then with them.</param>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static ReadOnlySequence<byte> Read(FileStream file, long length, ref uint checksum)
    {
        var (first, last) = (default(CheckpointInput), default(CheckpointInput));
        for (var at = 0L; at < length;)
        {
            var bytes = GC.AllocateUninitializedArray<byte>((int)Math.Min(PieceLength, length - at));
            file.ReadExactly(bytes);
            checksum = Crc32C.Update(checksum, bytes);
            var piece = new CheckpointInput(bytes, at);
            first ??= piece;
            last?.Next = piece;
            last = piece;
            at += bytes.Length;
        }

        return first is null || last is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
