using System.Buffers.Binary;
using System.Globalization;

namespace DustWatch.Backends;

/// <summary>
/// The shards' checkpoints as plain files, two a shard. One caller a shard; different shards from different threads.
/// <code>
/// name = "shard-" shard "-" position ".checkpoint"
/// file = magic shard position length state crc   ; whole numbers little-endian
/// magic = "DWCP" %x01        ; and the format's version
/// shard = int32
/// position = int64
/// length = int32             ; of the state
/// crc = uint32               ; CRC-32C of all before it
/// </code>
/// </summary>
public sealed class Checkpoints
{
    private const int KeptCount = 2;
    private const int HeaderLength = 5 + sizeof(int) + sizeof(long) + sizeof(int);
    private const int ChecksumLength = sizeof(uint);
    private const string Suffix = ".checkpoint";

    private readonly string _folder;

    /// <summary>Uses a folder, making it when it is not there.</summary>
    public Checkpoints(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    private static ReadOnlySpan<byte> Magic => "DWCP\u0001"u8;

    /// <summary>Writes a checkpoint aside, syncs it, gives it its name, syncs the folder, and forgets all but the newest two.</summary>
    /// <exception cref="IOException">It cannot be stored; those before it are untouched.</exception>
    public void Save(int shard, long position, ReadOnlySpan<byte> state)
    {
        var path = PathOf(shard, position);
        var aside = path + ".tmp";
        try
        {
            using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                file.Write(Bytes(shard, position, state));
                file.Flush(flushToDisk: true);
            }
        }
        catch (IOException)
        {
            File.Delete(aside);
            throw;
        }

        File.Move(aside, path, overwrite: true);
        Durable.FlushDirectory(_folder);
        foreach (var (_, old) in Newest(shard).Skip(KeptCount))
        {
            File.Delete(old);
        }
    }

    /// <summary>The newest checkpoint at or before <paramref name="atOrBefore"/>, or the one before it when that is damaged; null when there is none.</summary>
    /// <param name="shard">Whose.</param>
    /// <param name="atOrBefore">Log position.</param>
    /// <param name="damage">Which file is damaged, for a person; null when none of those looked at is.</param>
    public Checkpoint? LoadNewest(int shard, long atOrBefore, out string? damage)
    {
        damage = null;
        foreach (var (position, path) in Newest(shard).Where(file => file.Position <= atOrBefore))
        {
            if (TryRead(shard, position, path) is { } state)
            {
                return new Checkpoint(position, state);
            }

            damage = $"The checkpoint {path} is damaged; an earlier one is used.";
        }

        return null;
    }

    /// <summary>Positions of the checkpoints that are kept, newest first: the log must not be cut above the last of them.</summary>
    public IReadOnlyList<long> PositionsOf(int shard) => [.. Newest(shard).Select(file => file.Position)];

    private static byte[] Bytes(int shard, long position, ReadOnlySpan<byte> state)
    {
        var bytes = new byte[HeaderLength + state.Length + ChecksumLength];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(5), shard);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(9), position);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(17), state.Length);
        state.CopyTo(bytes.AsSpan(HeaderLength));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(HeaderLength + state.Length), Crc32C.Of(bytes.AsSpan(0, HeaderLength + state.Length)));
        return bytes;
    }

    private static byte[]? TryRead(int shard, long position, string path)
    {
        var bytes = File.ReadAllBytes(path);
        var stateLength = bytes.Length - HeaderLength - ChecksumLength;
        var isWhole = stateLength >= 0
            && bytes.AsSpan().StartsWith(Magic)
            && BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(5)) == shard
            && BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(9)) == position
            && BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(17)) == stateLength
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(HeaderLength + stateLength)) == Crc32C.Of(bytes.AsSpan(0, HeaderLength + stateLength));
        return isWhole ? bytes[HeaderLength..(HeaderLength + stateLength)] : null;
    }

    private string PathOf(int shard, long position) =>
        Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"shard-{shard}-{position}{Suffix}"));

    private List<(long Position, string Path)> Newest(int shard)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"shard-{shard}-");
        var files = new List<(long Position, string Path)>();
        foreach (var path in Directory.EnumerateFiles(_folder, prefix + "*" + Suffix))
        {
            if (long.TryParse(Path.GetFileName(path)[prefix.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            {
                files.Add((position, path));
            }
        }

        files.Sort((a, b) => b.Position.CompareTo(a.Position));
        return files;
    }
}
