using System.IO.Compression;
using DustWatch.Backends.Sqlite;
using DustWatch.Dashboard.Commands;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backup;

/// <summary>
/// Writes a backup: a ZIP archive of a data folder's files, <c>backup.json</c> last. It gets its name when it is complete and on disk. One SQLite file at a time is
/// copied beside it first: room for the largest of them is needed.
/// </summary>
/// <param name="source">What is backed up.</param>
/// <param name="progress">Told of bytes copied and packed.</param>
internal sealed class BackupWriter(BackupSource source, CommandProgress progress)
{
    private readonly List<BackupEntry> _entries = [];

    /// <summary>Writes it.</summary>
    /// <param name="path">Where; what is there is replaced.</param>
    /// <param name="at">The present time.</param>
    /// <param name="cancellationToken">Leaves nothing behind.</param>
    /// <exception cref="IOException">A file cannot be read or written; what is at <paramref name="path"/> is untouched.</exception>
    public BackupManifest Write(string path, Instant at, CancellationToken cancellationToken)
    {
        var (part, copy) = (path + ".part", path + ".copy.part");
        progress.Begin("Backing up", (2 * source.Storage.Files.Sum(f => f.Length)) + source.Files.Sum(f => f.Stream.Length));
        try
        {
            BackupManifest manifest;
            using (var file = Create(part))
            {
                using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
                {
                    source.Storage.Files.ToList().ForEach(database => Pack(archive, database, copy, cancellationToken));
                    foreach (var (name, stream) in source.Files)
                    {
                        Pack(archive, name, stream, cancellationToken);
                    }

                    manifest = new BackupManifest(
                        BackupManifest.CurrentFormat, typeof(BackupWriter).Assembly.GetName().Version?.ToString(3) ?? "", at, source.Storage.LogEnd, source.Storage.LedgerHead, _entries);
                    using var last = archive.CreateEntry(BackupManifest.Name).Open();
                    last.Write(manifest.ToJson());
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
            return manifest;
        }
        finally
        {
            File.Delete(part);
            File.Delete(copy);
        }
    }

    // It holds the users' password hashes.
    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    private void Pack(ZipArchive archive, SqliteSnapshot database, string copy, CancellationToken cancellationToken)
    {
        File.Delete(copy);
        Create(copy).Dispose();
        database.CopyTo(copy, progress.Add, cancellationToken);
        using (var stream = File.OpenRead(copy))
        {
            Pack(archive, Path.GetFileName(database.Path), stream, cancellationToken);
        }

        File.Delete(copy);
    }

    private void Pack(ZipArchive archive, string name, FileStream stream, CancellationToken cancellationToken)
    {
        using var packed = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
        var (length, hash) = HashedCopy.Run(stream, packed, progress.Add, cancellationToken);
        _entries.Add(new BackupEntry(name, length, hash));
    }
}
