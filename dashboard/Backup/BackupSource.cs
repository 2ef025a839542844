using DustWatch.Backends;
using DustWatch.Backends.Sqlite;
using DustWatch.Dashboard.Pipeline;

namespace DustWatch.Dashboard.Backup;

/// <summary>
/// A data folder at one moment: checkpoints and marks first, then ledger and history, the log last, so that none is ahead of what it rests on. It takes no lock and
/// changes nothing; a server may run, start or stop meanwhile.
/// </summary>
internal sealed class BackupSource : IDisposable
{
    private const int TriesMaximum = 5;

    // Held by a process, half written, or kept for a person to look at.
    private static readonly string[] LeftOutEndings = [".db-wal", ".db-shm", ".db-journal", ".tmp", ".new", ".part"];

    private readonly List<(string Name, FileStream Stream)> _files = [];
    private StorageSnapshot? _storage;

    private BackupSource()
    {
    }

    /// <summary>Ledger, history and log.</summary>
    public StorageSnapshot Storage => _storage ?? throw new InvalidOperationException("It is taken before it is given out.");

    /// <summary>Everything else, open, by its name below the folder: what is deleted meanwhile can still be read.</summary>
    public IReadOnlyList<(string Name, FileStream Stream)> Files => _files;

    /// <summary>Whether all of it fits together; else a restored server has to judge from its history what the log no longer holds.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Takes a folder that holds an installation.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static BackupSource Take(DataFolder folder)
    {
        for (var left = TriesMaximum - 1; ; left--)
        {
            var source = new BackupSource();
            try
            {
                source.Look(folder);
            }
            catch
            {
                source.Dispose();
                throw;
            }

            // The log may have been cut behind checkpoints that were replaced just now: the newer ones fit.
            if (source.IsWhole || left == 0)
            {
                return source;
            }

            source.Dispose();
        }
    }

    public void Dispose()
    {
        _files.ForEach(file => file.Stream.Dispose());
        _storage?.Dispose();
    }

    private void Look(DataFolder folder)
    {
        var checkpoints = new List<long>();
        if (Directory.Exists(folder.Checkpoints))
        {
            var stored = new Checkpoints(folder.Checkpoints);
            checkpoints.AddRange(Enumerable.Range(0, Limits.DetectionShards).Select(shard => stored.PositionsOf(shard) is [var newest, ..] ? newest : 0));
            Open(folder.Checkpoints, Path.GetFileName(folder.Checkpoints) + "/");
        }

        Open(folder.Path, "");
        _storage = new StorageSnapshot(folder.Log, folder.Ledger, folder.History);
        IsWhole = _storage.GoesOnFrom(checkpoints);
    }

    private void Open(string path, string prefix)
    {
        foreach (var file in Directory.EnumerateFiles(path).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            if (name == DataFolder.LockName || name.EndsWith(".db", StringComparison.Ordinal) || name.Contains(".db.", StringComparison.Ordinal)
                || LeftOutEndings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)))
            {
                continue;
            }

            try
            {
                _files.Add((prefix + name, new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)));
            }
            catch (FileNotFoundException)
            {
                // An old checkpoint, forgotten since.
            }
        }
    }
}
