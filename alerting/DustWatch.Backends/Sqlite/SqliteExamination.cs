using DustWatch.Measurements;
using Microsoft.Data.Sqlite;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Looks at the files of a data folder and changes nothing, also beside the process that writes them: structure, format, and what each promises (the log's
/// checksums and numbers, the ledger's chain, what the history holds packed, the consumers' positions). One thread. Reads each file whole, the large ones in
/// pages: a long transaction would keep the server from taking up its write-ahead log, which grows meanwhile.
/// </summary>
/// <param name="isInUse">Whether a server may run on the folder: the structure of log and history, which SQLite checks in one transaction, is then not looked at beyond what reading all rows shows.</param>
/// <param name="read">Told how many bytes more have been read.</param>
public sealed class SqliteExamination(bool isInUse = false, Action<long>? read = null)
{
    private const string SelectShards = "SELECT shard, position FROM shard ORDER BY shard";

    private readonly List<FileFinding> _findings = [];
    private long? _cut; // up to here the log was cut before anything else was looked at
    private Registry? _registry;

    /// <summary>Position of the log's first record; 0 when the log was not examined or is no log. A running server may have cut more since <see cref="Begin"/>.</summary>
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

    /// <summary>The highest log position of which the history holds something.</summary>
    public long HistoryFurthest { get; private set; }

    /// <summary>How many bytes it tells of having read of a file of log or history.</summary>
    public long BytesToRead(string path) => (isInUse ? 1 : 2) * DiskSpace.BytesOf(path);

    /// <summary>
    /// Looks up in the log where it begins, before the consumers' positions are, which a running server moves, and what points are called. Is optional, and silent
    /// about what is wrong: <see cref="ExamineLog"/> tells it.
    /// </summary>
    public void Begin(string log)
    {
        try
        {
            using var file = SqliteFile.OpenReader(log);
            _cut = LogFile.ReadCut(file).Position;
            _registry = LogFile.FindRegistry(file, long.MaxValue) is { } change && RegistryReader.TryRead(change.Json, out var registry, out _) ? registry : null;
        }
        catch (Exception e) when (e is SqliteException or InvalidDataException)
        {
            // numbers in place of names
        }
    }

    /// <summary>Structure and format of the log, and every record of it: number, checksum, order in time.</summary>
    public IReadOnlyList<FileFinding> ExamineLog(string path) => Examine(path, LogFile.Format.Version, isLog: true, isLarge: true, file =>
    {
        var log = new LogExamination(file, Tell);
        var fault = log.Run();
        IsLogDamaged |= fault is not null;
        (LogFirst, LogEnd, LogLastAt) = (Math.Min(log.First, (_cut ?? log.End) + 1), log.End, log.LastAt);
        var records = log.End < log.First ? "no records" : $"records {log.First} to {log.End}, {log.Samples} samples, every checksum holds";
        Add(fault is null ? FindingKind.Whole : FindingKind.Fault, fault ?? records);
    });

    /// <summary>Structure and format of the ledger, and its chain.</summary>
    public IReadOnlyList<FileFinding> ExamineLedger(string path) => Examine(path, LedgerSchema.Format.Version, isLog: false, isLarge: false, file =>
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

    /// <summary>Structure and format of the history, and all that it holds packed.</summary>
    public IReadOnlyList<FileFinding> ExamineHistory(string path) => Examine(path, HistorySchema.Format.Version, isLog: false, isLarge: true, file =>
    {
        var tiers = string.Empty;
        if (file.Version == HistorySchema.Format.Version)
        {
            var examination = new HistoryExamination(file, NameOf, Tell);
            var (chunks, hours, shifts) = examination.Run();
            foreach (var fault in examination.Faults)
            {
                Add(FindingKind.Fault, fault);
            }

            if (examination.Faults.Count > 0)
            {
                Add(FindingKind.Note, "what is damaged cannot be shown; 'dustwatch restore' of a backup brings it back, or, moved away, history.db is made again from the log as far as that goes back");
            }

            tiers = $"{ReadTiers(file)}, {chunks} chunks, {hours} hours and {shifts} shifts unpacked";
        }

        HistoryPosition = file.Number("SELECT position FROM consumer");
        HistoryFurthest = Math.Max(HistoryPosition, file.Number("SELECT ifnull(max(position), 0) FROM quarantine"));
        Add(FindingKind.Whole, $"written up to log position {HistoryPosition}{tiers}");
    });

    /// <summary>Structure and format of the MQTT sessions' file, and whether all of it can be read.</summary>
    public IReadOnlyList<FileFinding> ExamineSessions(string path) => Examine(path, SessionSchema.Format.Version, isLog: false, isLarge: false, file =>
    {
        var (sessions, retained) = (SessionRows.ReadSessions(file), SessionRows.ReadRetained(file));
        Add(FindingKind.Whole, $"{sessions.Count} sessions with {sessions.Sum(session => session.Messages.Count)} messages on their way, {retained.Count} retained messages");
    });

    /// <summary>The copies that lie beside a file from before each migration of it.</summary>
    public static IReadOnlyList<string> FindCopies(string path)
    {
        var name = Path.GetFileName(path) + ".v";
        return
        [
            .. Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".", name + "*")
                .Where(file => Path.GetFileName(file)[name.Length..] is { Length: > 0 } version && version.All(char.IsAsciiDigit))
                .Order(StringComparer.Ordinal),
        ];
    }

    private string NameOf(int point) => _registry is not null && point < _registry.Points.Count ? _registry.Points[point].Id : $"point {point}";

    private static string ReadTiers(SqliteFile file)
    {
        string Since(string name, string table)
        {
            var row = file.Prepare($"SELECT min(start) FROM {table}");
            row.Step();
            var since = row.LongOrNull(0) is { } start ? $", {name} since {HistoryExamination.TimeOf(start)}" : string.Empty;
            row.Reset();
            return since;
        }

        return $"{Since("samples", "chunk")}{Since("minutes", "minute")}{Since("shifts", "shift")}";
    }

    private List<FileFinding> Examine(string path, int version, bool isLog, bool isLarge, Action<SqliteFile> examine)
    {
        _findings.Clear();
        IsLogDamaged &= !isLog;
        try
        {
            using var file = SqliteFile.OpenReader(path);
            if (IsOfThisVersion(file, version))
            {
                if (!isLarge || !isInUse)
                {
                    CheckStructure(file, isLog);
                    Tell(DiskSpace.BytesOf(path));
                }

                examine(file);
            }
        }
        catch (SqliteException e)
        {
            IsLogDamaged |= isLog && LogRepair.IsDamage(e);
            Add(FindingKind.Fault, LogRepair.IsDamage(e) ? $"damaged: {e.Message}" : $"cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException or OverflowException or System.Text.Json.JsonException)
        {
            Add(FindingKind.Fault, e.Message);
        }

        return [.. _findings];
    }

    private bool IsOfThisVersion(SqliteFile file, int version)
    {
        var found = file.Version;
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

    // The quick check reads every page and looks into every table; what it leaves out, whether indexes agree with their tables, no data hangs on. How far a
    // file can be read is told whatever it says.
    private void CheckStructure(SqliteFile file, bool isLog)
    {
        var row = file.Prepare("PRAGMA quick_check(1)");
        try
        {
            row.Step();
            if (row.Text(0) != "ok")
            {
                IsLogDamaged |= isLog;
                Add(FindingKind.Fault, $"damaged: {row.Text(0).ReplaceLineEndings(" ")}");
            }
        }
        finally
        {
            row.Reset();
        }
    }

    private void Tell(long bytes) => read?.Invoke(bytes);

    private void Add(FindingKind kind, string message) => _findings.Add(new FileFinding(kind, message));
}
