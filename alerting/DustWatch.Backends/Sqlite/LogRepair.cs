using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Verifies the newest records before the log is opened, and cuts a damaged tail at the last whole record. SQLite mends by itself what a power cut
/// leaves half written; this is for what it cannot see (a page that the disk gave back wrong).
/// </summary>
internal static class LogRepair
{
    private const string SelectNewest = "SELECT position, at, kind, checksum, body FROM record ORDER BY position DESC LIMIT ?";
    private const string SelectAll = "SELECT position, at, kind, checksum, body FROM record ORDER BY position";
    private const string DeleteFrom = "DELETE FROM record WHERE position >= ?";

    /// <summary>What was done, for a person; null when nothing had to be.</summary>
    /// <exception cref="IOException">The file cannot be read at all.</exception>
    public static string? Run(string path, SampleLogLimits limits)
    {
        try
        {
            return CutDamagedRows(path, limits);
        }
        catch (SqliteException e) when (IsDamage(e) && File.Exists(path))
        {
            return Rebuild(path, e);
        }
    }

    /// <summary>Whether the file's own structure is damaged.</summary>
    public static bool IsDamage(SqliteException error) => error.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    private static string? CutDamagedRows(string path, SampleLogLimits limits)
    {
        using var file = LogFile.OpenWriter(path);
        var cut = LogFile.ReadCut(file).Position;
        var rows = file.Prepare(SelectNewest).Bind(1, limits.VerifiedRecordsMaximum);
        long? firstDamaged = null;
        var (next, newest) = (0L, 0L);
        while (rows.Step())
        {
            var position = rows.Long(0);
            if (position <= cut)
            {
                rows.Reset(); // what stays of before the cut has holes
                break;
            }

            newest = Math.Max(newest, position);
            if (next != 0 && position != next - 1)
            {
                firstDamaged = next; // a hole: what lies above it cannot be reached
            }

            if (!LogFile.TryReadRow(rows, out _))
            {
                firstDamaged = position;
            }

            next = position;
        }

        if (firstDamaged is not { } first)
        {
            return null;
        }

        file.Prepare(DeleteFrom).Bind(1, first).Run();
        file.Execute(ReceiptTable.Clear); // a message whose samples were cut must be taken when it comes again
        return $"The log {path} was damaged: records {first} to {newest} were cut, it ends at {first - 1}.";
    }

    /// <summary>The file's own structure is damaged: what can be read from its start goes to a new file, the old one is kept beside it.</summary>
    private static string Rebuild(string path, SqliteException damage)
    {
        var aside = path + ".rebuilt";
        DeleteWithLog(aside);
        var end = CopyWholeRows(path, aside);
        if (end == 0)
        {
            DeleteWithLog(aside);
            throw new IOException($"The log {path} cannot be read ({damage.Message}). Move it away to start with an empty one, or restore it.", damage);
        }

        var damaged = path + ".damaged";
        DeleteWithLog(damaged);
        foreach (var suffix in (string[])["-wal", "-shm", string.Empty])
        {
            if (File.Exists(path + suffix))
            {
                File.Move(path + suffix, damaged + suffix);
            }
        }

        File.Move(aside, path);
        Durable.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".");
        return $"The log {path} was damaged ({damage.Message}): it was rebuilt up to record {end}, the damaged file is kept as {damaged}.";
    }

    private static long CopyWholeRows(string path, string target)
    {
        var end = 0L;
        using var copy = LogFile.OpenWriter(target);
        copy.Begin();
        try
        {
            using var source = SqliteFile.OpenReader(path);
            var (cut, cutAt) = LogFile.ReadCut(source);
            LogFile.WriteCut(copy, cut, cutAt);
            var rows = source.Prepare(SelectAll);
            while (rows.Step() && LogFile.TryReadRow(rows, out var record) && (record.Position <= cut || record.Position == Math.Max(end, cut) + 1))
            {
                LogFile.CopyRow(rows, copy);
                end = record.Position;
            }
        }
        catch (SqliteException e) when (IsDamage(e))
        {
            // Up to here it could be read.
        }

        copy.Commit();
        return end;
    }

    private static void DeleteWithLog(string path)
    {
        foreach (var suffix in (string[])[string.Empty, "-wal", "-shm"])
        {
            File.Delete(path + suffix);
        }
    }
}
