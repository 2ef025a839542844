using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using DustWatch.Measurements;

namespace DustWatch.Backends;

/// <summary>
/// The shards' checkpoints as plain files, two a shard, and older ones as snapshots. One caller a shard; different shards from different threads.
/// <code>
/// name = "shard-" shard "-" position ".checkpoint" / "shard-" shard "-" position "-" at ".snapshot"   ; at: ms UTC, of the log
/// file = magic shard position state length crc   ; whole numbers little-endian
/// magic = "DWCP" %x03        ; and the format's version
/// shard = int32
/// position = int64
/// length = int64             ; of the state
/// crc = uint32               ; CRC-32C of all before it
/// </code>
/// </summary>
public sealed class Checkpoints
{
    private const int KeptCount = 2;
    private const int HeaderLength = 5 + sizeof(int) + sizeof(long);
    private const int TrailerLength = sizeof(long) + sizeof(uint);
    private const string Suffix = ".checkpoint";
    private const string SnapshotSuffix = ".snapshot";
    private const string AsideSuffix = ".tmp";

    private readonly string _folder;

    /// <summary>Uses a folder, making it when it is not there.</summary>
    public Checkpoints(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    private static ReadOnlySpan<byte> Magic => "DWCP\u0003"u8;

    /// <summary>Deletes what a crash left half written: for the process that alone writes here, before it does.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void DeleteUnfinished()
    {
        foreach (var unfinished in Directory.EnumerateFiles(_folder, "*" + AsideSuffix))
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>
    /// Takes a checkpoint's state; and then, on another thread, writes it aside, synced, gives it its name, syncs the folder, and forgets all but the newest two. A
    /// shard's next call comes after the task has ended.
    /// </summary>
    /// <param name="shard">Whose.</param>
    /// <param name="position">The last record that it contains.</param>
    /// <param name="writeState">Writes the state, before this returns.</param>
    /// <exception cref="IOException">It cannot be stored; those before it are untouched.</exception>
    public Task SaveAsync(int shard, long position, Action<IBufferWriter<byte>> writeState) =>
        WriteAsync(PathOf(shard, position), shard, position, writeState, () => Newest(shard).Skip(KeptCount).Select(file => file.Path));

    /// <summary>Writes a snapshot in the same way, and forgets those before the newest that is as old as <paramref name="keptFrom"/>.</summary>
    /// <param name="shard">Whose.</param>
    /// <param name="position">The last record that it contains.</param>
    /// <param name="at">That record's time.</param>
    /// <param name="keptFrom">Snapshots are kept that reach back to here.</param>
    /// <param name="writeState">Writes the state.</param>
    /// <exception cref="IOException">It cannot be stored; those before it are untouched.</exception>
    public Task SaveSnapshotAsync(int shard, long position, Instant at, Instant keptFrom, Action<IBufferWriter<byte>> writeState) => WriteAsync(
        Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"shard-{shard}-{position}-{at.Milliseconds}{SnapshotSuffix}")),
        shard,
        position,
        writeState,
        () => Snapshots(shard).SkipWhile(file => file.At > keptFrom).Skip(1).Select(file => file.Path));

    /// <summary>Forgets the snapshots after <paramref name="position"/>: what comes after it comes again.</summary>
    public void DeleteSnapshotsAfter(int shard, long position)
    {
        foreach (var (_, _, later) in Snapshots(shard).Where(file => file.Position > position))
        {
            File.Delete(later);
        }
    }

    /// <summary>Time of the log at the newest snapshot, or null.</summary>
    public Instant? NewestSnapshotAt(int shard) => Snapshots(shard) is [var newest, ..] ? newest.At : null;

    /// <summary>The snapshots, newest first, each read when it is asked for; damaged ones are passed over.</summary>
    public IEnumerable<Checkpoint> ReadSnapshots(int shard)
    {
        foreach (var (position, _, path) in Snapshots(shard))
        {
            if (TryRead(shard, position, path) is { } state)
            {
                yield return new Checkpoint(position, state);
            }
        }
    }

    /// <summary>The newest checkpoint at or before <paramref name="atOrBefore"/>, or the one before it when that is damaged; null when there is none.</summary>
    /// <param name="shard">Whose.</param>
    /// <param name="atOrBefore">Log position.</param>
    /// <param name="damage">Which file cannot be read, for a person; null when all can that were looked at.</param>
    public Checkpoint? LoadNewest(int shard, long atOrBefore, out string? damage)
    {
        damage = null;
        foreach (var (position, path) in Newest(shard).Where(file => file.Position <= atOrBefore))
        {
            if (TryRead(shard, position, path) is { } state)
            {
                return new Checkpoint(position, state);
            }

            damage = IsOfOtherVersion(path)
                ? $"The checkpoint {path} is of another version of the format and is not read."
                : $"The checkpoint {path} is damaged; an earlier one is used.";
        }

        return null;
    }

    /// <summary>Positions of the checkpoints that are kept, newest first: the log must not be cut above the last of them.</summary>
    public IReadOnlyList<long> PositionsOf(int shard) => [.. Newest(shard).Select(file => file.Position)];

    /// <summary>Position of the oldest snapshot that is kept, or null: the registry that held there must still be found.</summary>
    public long? OldestSnapshotOf(int shard) => Snapshots(shard) is [.., var oldest] ? oldest.Position : null;

    // The state is taken before this returns; the disk has it when the task has ended.
    private Task WriteAsync(string path, int shard, long position, Action<IBufferWriter<byte>> writeState, Func<IEnumerable<string>> findOld)
    {
        var output = new CheckpointOutput();
        var header = output.GetSpan(HeaderLength);
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[5..], shard);
        BinaryPrimitives.WriteInt64LittleEndian(header[9..], position);
        output.Advance(HeaderLength);
        writeState(output);
        var length = output.Length - HeaderLength;
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(sizeof(long)), length);
        output.Advance(sizeof(long));
        return Task.Factory.StartNew(
            () =>
            {
                Store(path, output);
                foreach (var old in findOld())
                {
                    File.Delete(old);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning, // it waits for the disk
            TaskScheduler.Default);
    }

    private void Store(string path, CheckpointOutput output)
    {
        var aside = path + AsideSuffix;
        try
        {
            using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                Span<byte> checksum = stackalloc byte[sizeof(uint)];
                BinaryPrimitives.WriteUInt32LittleEndian(checksum, output.MoveTo(file));
                file.Write(checksum);
                file.Flush(flushToDisk: true);
            }

            File.Move(aside, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            File.Delete(aside);
            throw;
        }

        Durable.FlushDirectory(_folder);
    }

    private static ReadOnlySequence<byte>? TryRead(int shard, long position, string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        var stateLength = file.Length - HeaderLength - TrailerLength;
        if (stateLength < 0)
        {
            return null;
        }

        Span<byte> header = stackalloc byte[HeaderLength];
        Span<byte> trailer = stackalloc byte[TrailerLength];
        file.ReadExactly(header);
        var checksum = Crc32C.Update(uint.MaxValue, header);
        var state = CheckpointInput.Read(file, stateLength, ref checksum);
        file.ReadExactly(trailer);
        checksum = ~Crc32C.Update(checksum, trailer[..sizeof(long)]);
        var isWhole = header.StartsWith(Magic)
            && BinaryPrimitives.ReadInt32LittleEndian(header[5..]) == shard
            && BinaryPrimitives.ReadInt64LittleEndian(header[9..]) == position
            && BinaryPrimitives.ReadInt64LittleEndian(trailer) == stateLength
            && BinaryPrimitives.ReadUInt32LittleEndian(trailer[sizeof(long)..]) == checksum;
        return isWhole ? state : null;
    }

    private static bool IsOfOtherVersion(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[Magic.Length];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start[..^1].SequenceEqual(Magic[..^1]) && start[^1] != Magic[^1];
    }

    private string PathOf(int shard, long position) =>
        Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"shard-{shard}-{position}{Suffix}"));

    private List<(long Position, Instant At, string Path)> Snapshots(int shard)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"shard-{shard}-");
        var files = new List<(long Position, Instant At, string Path)>();
        foreach (var path in Directory.EnumerateFiles(_folder, prefix + "*" + SnapshotSuffix))
        {
            if (Path.GetFileName(path)[prefix.Length..^SnapshotSuffix.Length].Split('-') is [var position, var at]
                && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var time))
            {
                files.Add((number, new Instant(time), path));
            }
        }

        files.Sort((a, b) => b.Position.CompareTo(a.Position));
        return files;
    }

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
