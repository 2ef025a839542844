using System.IO.Compression;
using System.Text.RegularExpressions;
using DustWatch.Backends;
using DustWatch.Dashboard.Commands;
using DustWatch.Dashboard.Pipeline;

namespace DustWatch.Dashboard.Backup;

/// <summary>
/// Puts a backup into a data folder whose lock the caller has. All of it is unpacked and checked beside what is there; then one rename decides, and from there the next
/// start finishes what a power cut left.
/// </summary>
/// <param name="folder">Where.</param>
/// <param name="progress">Told of bytes unpacked.</param>
internal sealed partial class Restoration(DataFolder folder, CommandProgress progress)
{
    private readonly string _aside = folder.Restored + ".tmp";

    /// <summary>Whether there is something that a restore would replace.</summary>
    public static bool HoldsAnything(DataFolder folder) =>
        Directory.Exists(folder.Restored) || Directory.Exists(folder.Checkpoints) || new[] { folder.Log, folder.Ledger, folder.History }.Any(File.Exists);

    /// <summary>Finishes a restore that was decided; does nothing when there is none.</summary>
    /// <exception cref="IOException">The disk refuses; it can be called again.</exception>
    public static void Finish(DataFolder folder)
    {
        if (!Directory.Exists(folder.Restored))
        {
            return;
        }

        var manifestPath = Path.Combine(folder.Restored, BackupManifest.Name);
        var kept = BackupManifest.Read(File.ReadAllBytes(manifestPath)).Files.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var old in Directory.EnumerateFiles(folder.Path).Where(path => Path.GetFileName(path) != DataFolder.LockName && !kept.Contains(Path.GetFileName(path))))
        {
            File.Delete(old);
        }

        var checkpoints = Path.Combine(folder.Restored, Path.GetFileName(folder.Checkpoints));
        if (Directory.Exists(checkpoints))
        {
            if (Directory.Exists(folder.Checkpoints))
            {
                Directory.Delete(folder.Checkpoints, recursive: true);
            }

            Directory.Move(checkpoints, folder.Checkpoints);
        }

        foreach (var restored in Directory.EnumerateFiles(folder.Restored).Where(path => path != manifestPath))
        {
            File.Move(restored, Path.Combine(folder.Path, Path.GetFileName(restored)), overwrite: true);
        }

        Durable.FlushDirectory(folder.Path);
        Directory.Delete(folder.Restored, recursive: true);
        Durable.FlushDirectory(folder.Path);
    }

    /// <summary>Replaces all that the folder holds.</summary>
    /// <exception cref="InvalidDataException">It is no whole backup; nothing has changed.</exception>
    /// <exception cref="IOException">The disk refuses; nothing has changed.</exception>
    public BackupManifest Run(string path, CancellationToken cancellationToken)
    {
        Finish(folder);
        try
        {
            var manifest = Unpack(path, cancellationToken);
            Directory.Move(_aside, folder.Restored);
            Durable.FlushDirectory(folder.Path);
            Finish(folder);
            return manifest;
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path} is no whole backup: {e.Message}. {folder.Path} is as it was.", e);
        }
        finally
        {
            DeleteAside();
        }
    }

    private BackupManifest Unpack(string path, CancellationToken cancellationToken)
    {
        DeleteAside();
        DataFolder.CreatePrivate(_aside);
        DataFolder.CreatePrivate(Path.Combine(_aside, Path.GetFileName(folder.Checkpoints)));
        using var archive = ZipFile.OpenRead(path);
        var manifest = BackupManifest.Read(archive);
        if (manifest.Files.FirstOrDefault(f => !FileName().IsMatch(f.Name)) is { } strange)
        {
            throw new InvalidDataException($"'{strange.Name}' is no file of a data folder");
        }

        if (new[] { folder.Log, folder.Ledger, folder.History }.Select(Path.GetFileName).FirstOrDefault(name => manifest.Files.All(f => f.Name != name)) is { } missing)
        {
            throw new InvalidDataException($"it has no {missing}");
        }

        progress.Begin("Restoring", manifest.Files.Sum(f => f.Length));
        foreach (var entry in manifest.Files)
        {
            Unpack(archive, entry, cancellationToken);
        }

        Write(BackupManifest.Name, new MemoryStream(manifest.ToJson()), cancellationToken);
        Durable.FlushDirectory(Path.Combine(_aside, Path.GetFileName(folder.Checkpoints)));
        Durable.FlushDirectory(_aside);
        return manifest;
    }

    private void Unpack(ZipArchive archive, BackupEntry entry, CancellationToken cancellationToken)
    {
        using var packed = (archive.GetEntry(entry.Name) ?? throw new InvalidDataException($"{entry.Name} is missing")).Open();
        if (Write(entry.Name, packed, cancellationToken) != (entry.Length, entry.Sha256))
        {
            throw new InvalidDataException($"{entry.Name} is damaged");
        }
    }

    private (long Length, string Sha256) Write(string name, Stream content, CancellationToken cancellationToken)
    {
        using var file = new FileStream(Path.Combine(_aside, name), FileMode.CreateNew, FileAccess.Write);
        var written = HashedCopy.Run(content, file, progress.Add, cancellationToken);
        file.Flush(flushToDisk: true);
        return written;
    }

    private void DeleteAside()
    {
        if (Directory.Exists(_aside))
        {
            Directory.Delete(_aside, recursive: true);
        }
    }

    // No way out of the folder.
    [GeneratedRegex(@"^(checkpoints/)?[A-Za-z0-9][A-Za-z0-9._-]{0,200}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();
}
