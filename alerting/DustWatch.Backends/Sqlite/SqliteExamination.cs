using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using Microsoft.Data.Sqlite;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Looks at the three files of a data folder and changes nothing, also beside the process that writes them: structure, format, and what each promises (the
/// log's checksums and numbers, the ledger's chain, the consumers' positions). One thread. Reads each file whole.
/// </summary>
public sealed class SqliteExamination
{
    private const string SelectRecords = "SELECT position, at, kind, checksum, body FROM record WHERE position > ? ORDER BY position";
    private const string SelectVersion = "PRAGMA user_version";
    private const string SelectShards = "SELECT shard, position FROM shard ORDER BY shard";

    private readonly List<FileFinding> _findings = [];

    /// <summary>Position of the log's first record; 0 when the log was not examined or is no log.</summary>
    public long LogFirst { get; private set; }

    /// <summary>Position of the last record before the first damage.</summary>
    public long LogEnd { get; private set; }

    /// <summary>Time of that record.</summary>
    public Instant LogLastAt { get; private set; }

    /// <summary>Whether a record, or the log's structure, is damaged.</summary>
    public bool IsLogDamaged { get; private set; }

    /// <summary>The log position of the ledger's last commit, by shard.</summary>
    public IReadOnlyDictionary<int, long> ShardPositions { get; private set; } = new Dictionary<int, long>();

    /// <summary>The log position up to which the history is written.</summary>
    public long HistoryPosition { get; private set; }

    /// <summary>Structure and format of the log, and every record of it: number, checksum, order in time.</summary>
    public IReadOnlyList<FileFinding> ExamineLog(string path) => Examine(path, LogFile.Format.Version, isLog: true, file =>
    {
        var (cut, cutAt) = LogFile.ReadCut(file);
        (LogFirst, LogEnd, LogLastAt) = (cut + 1, cut, cutAt);
        var samples = 0L;
        var rows = file.Prepare(SelectRecords).Bind(1, cut);
        try
        {
            while (rows.Step())
            {
                if (rows.Long(0) != LogEnd + 1 || !LogFile.TryReadRow(rows, out var record))
                {
                    rows.Reset();
                    DamageLog(file, $"record {LogEnd + 1} is damaged or missing");
                    return;
                }

                samples += record is SampleBatch batch ? batch.Samples.Length : 0;
                (LogEnd, LogLastAt) = (record.Position, record.At);
            }
        }
        catch (SqliteException e) when (LogRepair.IsDamage(e))
        {
            DamageLog(file: null, e.Message);
            return;
        }

        Add(FindingKind.Whole, LogEnd < LogFirst ? "no records" : $"records {LogFirst} to {LogEnd}, {samples} samples, every checksum holds");
    });

    /// <summary>Structure and format of the ledger, and its chain.</summary>
    public IReadOnlyList<FileFinding> ExamineLedger(string path) => Examine(path, LedgerSchema.Format.Version, isLog: false, file =>
    {
        var positions = new Dictionary<int, long>();
        var rows = file.Prepare(SelectShards);
        while (rows.Step())
        {
            positions.Add((int)rows.Long(0), rows.Long(1));
        }

        ShardPositions = positions;
        if (LedgerEntries.Verify(file, anchor: null) is { } fault)
        {
            Add(FindingKind.Fault, $"entry {fault.Seq}: {fault.Message}");
        }
        else
        {
            Add(FindingKind.Whole, $"{file.Number("SELECT ifnull(max(seq), 0) FROM entry")} entries, the chain holds");
        }
    });

    /// <summary>Structure and format of the history.</summary>
    public IReadOnlyList<FileFinding> ExamineHistory(string path) => Examine(path, SqliteHistory.Format.Version, isLog: false, file =>
    {
        HistoryPosition = file.Number("SELECT position FROM consumer");
        Add(FindingKind.Whole, $"written up to log position {HistoryPosition}{(file.Number(SelectVersion) == SqliteHistory.Format.Version ? ReadTiers(file) : string.Empty)}");
    });

    private static string ReadTiers(SqliteFile file)
    {
        string Since(string name, string table)
        {
            var row = file.Prepare($"SELECT min(start) FROM {table}");
            row.Step();
            var since = row.LongOrNull(0) is { } start ? $", {name} since {new Instant(start)}" : string.Empty;
            row.Reset();
            return since;
        }

        return $"{Since("samples", "chunk")}{Since("minutes", "minute")}{Since("shifts", "shift")}";
    }

    private void DamageLog(SqliteFile? file, string what)
    {
        IsLogDamaged = true;
        var last = file?.Number("SELECT ifnull(max(position), 0) FROM record") ?? 0;
        Add(FindingKind.Fault, $"{what}; it is whole from record {LogFirst} to {LogEnd}{(last > LogEnd ? $", and goes on to record {last}" : string.Empty)}");
    }

    private List<FileFinding> Examine(string path, int version, bool isLog, Action<SqliteFile> examine)
    {
        _findings.Clear();
        IsLogDamaged &= !isLog;
        try
        {
            using var file = SqliteFile.OpenReader(path);
            if (IsOfThisVersion(file, version) && IsStructureWhole(file, isLog))
            {
                examine(file);
            }
        }
        catch (SqliteException e)
        {
            IsLogDamaged |= isLog && LogRepair.IsDamage(e);
            Add(FindingKind.Fault, LogRepair.IsDamage(e) ? $"damaged: {e.Message}" : $"cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException or System.Text.Json.JsonException)
        {
            Add(FindingKind.Fault, e.Message);
        }

        return [.. _findings];
    }

    private bool IsOfThisVersion(SqliteFile file, int version)
    {
        var found = file.Number(SelectVersion);
        if (found > version)
        {
            Add(FindingKind.Fault, $"has format {found}, this version reads up to {version}: start the version that made it");
        }
        else if (found < version)
        {
            Add(FindingKind.Warning, $"has format {found}: the next start of the server brings it to {version}");
        }

        return found <= version;
    }

    // The quick check reads every page and looks into every table; what it leaves out, whether indexes agree with their tables, no data hangs on.
    private bool IsStructureWhole(SqliteFile file, bool isLog)
    {
        var row = file.Prepare("PRAGMA quick_check(1)");
        try
        {
            row.Step();
            if (row.Text(0) == "ok")
            {
                return true;
            }

            IsLogDamaged |= isLog;
            Add(FindingKind.Fault, $"damaged: {row.Text(0).ReplaceLineEndings(" ")}");
        }
        finally
        {
            row.Reset();
        }

        return true; // how far it can be read is told all the same
    }

    private void Add(FindingKind kind, string message) => _findings.Add(new FileFinding(kind, message));
}
