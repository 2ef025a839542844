using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using Microsoft.Data.Sqlite;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// The writing side of <c>log.db</c>. The writer's thread only, but for <see cref="ReadPage"/>, <see cref="FindRegistry"/> and <see cref="FindRules"/>, which
/// any reader uses on a connection of its own.
/// </summary>
internal sealed class LogFile : IDisposable
{
    /// <summary>Of the file.</summary>
    public static readonly SqliteFormat Format = new(Schema, Migrations:
    [
        "CREATE INDEX IF NOT EXISTS record_rules ON record (position) WHERE kind = 6", // 2: rules are records
        ReceiptTable.Schema, // 3: messages of QoS 2 are noted in the commit of what they held
        """
        CREATE TABLE cut (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL, at INTEGER NOT NULL);
        INSERT INTO cut (id, position, at) VALUES (1, 0, 0)
        """, // 4: the old end is cut
    ]);

    private const string Schema =
        $"""
        CREATE TABLE IF NOT EXISTS record (position INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind INTEGER NOT NULL, checksum INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS record_registry ON record (position) WHERE kind = 3;
        CREATE INDEX IF NOT EXISTS record_rules ON record (position) WHERE kind = 6;
        CREATE TABLE IF NOT EXISTS cut (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL, at INTEGER NOT NULL);
        INSERT OR IGNORE INTO cut (id, position, at) VALUES (1, 0, 0);
        {ReceiptTable.Schema}
        """;

    private const string Insert = "INSERT INTO record (position, at, kind, checksum, body) VALUES (?, ?, ?, ?, ?)";
    private const string SelectCut = "SELECT position, at FROM cut";
    private const string SelectLast = "SELECT position, at FROM record WHERE position > ? ORDER BY position DESC LIMIT 1";
    private const string SelectLengths = "SELECT position, at, length(body) FROM record WHERE position > ? AND position <= ? ORDER BY position";
    private const string SelectAt = "SELECT at FROM record WHERE position = ?";

    // Registries and rules stay until they are in force nowhere that is asked for.
    private const string DeleteRecords = "DELETE FROM record WHERE position > ? AND position <= ? AND kind NOT IN (3, 6)";
    private const string DeleteRegistries = "DELETE FROM record WHERE kind = 3 AND position < (SELECT max(position) FROM record WHERE kind = 3 AND position <= ?)";
    private const string DeleteRules = "DELETE FROM record WHERE kind = 6 AND position < (SELECT max(position) FROM record WHERE kind = 6 AND position <= ?)";
    private const string SetCut = "UPDATE cut SET position = ?, at = ?";
    private const string SelectPage = "SELECT position, at, kind, checksum, body FROM record WHERE position > ? AND position <= ? ORDER BY position LIMIT ?";

    private const string SelectRegistry =
        "SELECT position, at, kind, checksum, body FROM record WHERE kind = 3 AND position <= ? ORDER BY position DESC LIMIT 1";

    private const string SelectRules =
        "SELECT position, at, kind, checksum, body FROM record WHERE kind = 6 AND position <= ? ORDER BY position DESC LIMIT 1";

    private readonly string _path;
    private SqliteFile? _file;
    private byte[] _body = [];
    private long _first = 1;

    public LogFile(string path)
    {
        _path = path;
        Open();
    }

    /// <summary>Position of the last record in the file; 0 when there is none.</summary>
    public long End { get; private set; }

    /// <summary>Messages received and not released. Any thread asks.</summary>
    public ReceiptTable Receipts { get; } = new();

    /// <summary>Time of the last record.</summary>
    public Instant LastAt { get; private set; }

    /// <summary>Position of the first record that was not cut; one past the end when there is none.</summary>
    public long First => Interlocked.Read(ref _first);

    /// <summary>Time of that record; of the last one that was cut when there is none.</summary>
    public Instant FirstAt { get; private set; }

    public long PageBytes { get; private set; }

    /// <summary>Bytes of the pages that are in use.</summary>
    public long BytesUsed => (PageCount - FreePages) * PageBytes;

    /// <summary>Bytes of the pages that are free inside the file.</summary>
    public long BytesFree => FreePages * PageBytes;

    private long PageCount => (_file ?? Open()).Number("PRAGMA page_count");

    private long FreePages => (_file ?? Open()).Number("PRAGMA freelist_count");

    /// <summary>Opens the file with its table, making both when they are not there.</summary>
    public static SqliteFile OpenWriter(string path)
    {
        var file = SqliteFile.OpenWriter(path, isDurable: true, canShrink: true);
        try
        {
            file.Prepare(Format);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>One transaction. Nothing of it counts when this throws.</summary>
    /// <exception cref="SqliteException">The disk is full, or cannot be written; the file is opened anew before the next.</exception>
    public List<LogRecord> Append(PendingCommit commit, Instant now)
    {
        var at = Instant.Max(now, LastAt);
        var records = new List<LogRecord>(commit.Records.Count);
        Transact(file =>
        {
            foreach (var pending in commit.Records)
            {
                var position = End + records.Count + 1;
                records.Add(Write(file, position, at, pending, commit.SamplesOf(pending)));
            }

            if (commit.Receipts is { } receipts)
            {
                ReceiptTable.Write(file, receipts.Items);
            }
        });
        FirstAt = First > End && records.Count > 0 ? at : FirstAt;
        End += records.Count;
        LastAt = records.Count > 0 ? at : LastAt;
        if (commit.Receipts is { } stored)
        {
            Receipts.Take(stored.Items);
        }

        return records;
    }

    /// <summary>
    /// Cuts records from the old end, at least one: up to <paramref name="last"/>, up to about so many bytes, and those before <paramref name="before"/>. One
    /// transaction.
    /// </summary>
    /// <exception cref="SqliteException">As <see cref="Append"/>.</exception>
    public void Cut(long last, long controlPosition, long bytesMaximum, Instant before)
    {
        var (cut, at) = (First - 1, FirstAt);
        Transact(file =>
        {
            var rows = file.Prepare(SelectLengths).Bind(1, First - 1).Bind(2, last);
            for (var bytes = 0L; bytes < bytesMaximum && rows.Step() && (cut < First || rows.Long(1) < before.Milliseconds); bytes += rows.Long(2))
            {
                (cut, at) = (rows.Long(0), new Instant(rows.Long(1)));
            }

            rows.Reset();
            file.Prepare(DeleteRecords).Bind(1, First - 1).Bind(2, cut).Run();
            file.Prepare(DeleteRegistries).Bind(1, Math.Min(controlPosition, cut)).Run();
            file.Prepare(DeleteRules).Bind(1, Math.Min(controlPosition, cut)).Run();
            file.Prepare(SetCut).Bind(1, cut).Bind(2, at.Milliseconds).Run();
        });
        Interlocked.Exchange(ref _first, cut + 1);
        FirstAt = TimeOf(First) ?? at;
    }

    /// <summary>Begins an empty log after a position, so that the positions before it are never given to other records.</summary>
    public void BeginAfter(long position)
    {
        Transact(file => file.Prepare(SetCut).Bind(1, position).Bind(2, 0).Run());
        Close();
        Open();
    }

    /// <summary>Gives up to so many free pages back to the disk.</summary>
    /// <returns>Whether any was: a file of an earlier version cannot.</returns>
    /// <exception cref="SqliteException">As <see cref="Append"/>.</exception>
    public bool Shrink(long pages)
    {
        var before = PageCount;
        (_file ?? Open()).Execute($"PRAGMA incremental_vacuum({pages})");
        return PageCount < before;
    }

    /// <summary>Fills <paramref name="page"/> with records in (<paramref name="position"/>, <paramref name="end"/>], some or all, at least one.</summary>
    /// <exception cref="InvalidDataException">A record is damaged or missing.</exception>
    public static void ReadPage(SqliteFile file, long position, long end, SampleLogLimits limits, List<LogRecord> page)
    {
        var rows = file.Prepare(SelectPage).Bind(1, position).Bind(2, end).Bind(3, limits.PageRecordsMaximum);
        var samples = 0L;
        while (rows.Step())
        {
            if (!TryReadRow(rows, out var record) || record.Position != position + 1)
            {
                rows.Reset();
                var cut = file.Number(SelectCut);
                throw new InvalidDataException(cut > position ? $"The log was cut up to record {cut}, and record {position + 1} is asked for." : $"Record {position + 1} of the log is damaged or missing.");
            }

            page.Add(record);
            position++;
            samples += record is SampleBatch batch ? batch.Samples.Length : 0;
            if (samples >= limits.PageSamplesMaximum)
            {
                rows.Reset();
                return;
            }
        }

        if (page.Count == 0)
        {
            throw new InvalidDataException($"Record {position + 1} of the log is missing.");
        }
    }

    /// <summary>The newest registry at or before <paramref name="position"/>, or null.</summary>
    public static RegistryChange? FindRegistry(SqliteFile file, long position) => FindOne(file.Prepare(SelectRegistry).Bind(1, position)) as RegistryChange;

    /// <summary>The newest rules at or before <paramref name="position"/>, or null.</summary>
    public static RulesChange? FindRules(SqliteFile file, long position) => FindOne(file.Prepare(SelectRules).Bind(1, position)) as RulesChange;

    /// <summary>Reads the row (position, at, kind, checksum, body) that <paramref name="row"/> stands on; <see langword="false"/> when its checksum does not hold.</summary>
    public static bool TryReadRow(SqliteStatement row, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out LogRecord? record)
    {
        var (position, at, kind) = (row.Long(0), new Instant(row.Long(1)), (LogRecordKind)row.Long(2));
        var body = row.Blob(4);
        var isWhole = LogRecordBytes.Checksum(position, at, kind, body) == row.Long(3);
        record = isWhole ? LogRecordBytes.Read(position, at, kind, body) : null;
        return isWhole;
    }

    /// <summary>Up to where the log was cut, and the time of the last record that was.</summary>
    public static (long Position, Instant At) ReadCut(SqliteFile file)
    {
        if (file.Version < Format.Version)
        {
            return (0, new Instant(0)); // not opened by a writer since; nothing was ever cut
        }

        var row = file.Prepare(SelectCut);
        var cut = row.Step() ? (row.Long(0), new Instant(row.Long(1))) : (0, new Instant(0));
        row.Reset();
        return cut;
    }

    /// <summary>Says where a log begins that is being copied.</summary>
    public static void WriteCut(SqliteFile file, long position, Instant at) => file.Prepare(SetCut).Bind(1, position).Bind(2, at.Milliseconds).Run();

    /// <summary>Copies one row as it is.</summary>
    public static void CopyRow(SqliteStatement row, SqliteFile target) =>
        target.Prepare(Insert).Bind(1, row.Long(0)).Bind(2, row.Long(1)).Bind(3, row.Long(2)).Bind(4, row.Long(3)).Bind(5, row.Blob(4)).Run();

    public void Dispose() => Close();

    private static LogRecord? FindOne(SqliteStatement rows)
    {
        if (!rows.Step())
        {
            return null;
        }

        var isWhole = TryReadRow(rows, out var record);
        var found = rows.Long(0);
        rows.Reset();
        return isWhole ? record : throw new InvalidDataException($"Record {found} of the log is damaged.");
    }

    private SqliteFile Open()
    {
        var file = OpenWriter(_path);
        try
        {
            var (cut, cutAt) = ReadCut(file);
            var last = file.Prepare(SelectLast).Bind(1, cut);
            (End, LastAt) = last.Step() ? (last.Long(0), new Instant(last.Long(1))) : (cut, cutAt);
            last.Reset();
            Receipts.Load(file);
            PageBytes = file.Number("PRAGMA page_size");
            Interlocked.Exchange(ref _first, cut + 1);
            _file = file;
            FirstAt = TimeOf(First) ?? LastAt;
            return file;
        }
        catch
        {
            _file = null;
            file.Dispose();
            throw;
        }
    }

    private Instant? TimeOf(long position)
    {
        var row = (_file ?? Open()).Prepare(SelectAt).Bind(1, position);
        var at = row.Step() ? new Instant(row.Long(0)) : default(Instant?);
        row.Reset();
        return at;
    }

    private void Transact(Action<SqliteFile> write)
    {
        var file = _file ?? Open();
        var isCommitted = false;
        try
        {
            file.Begin();
            write(file);
            file.Commit();
            isCommitted = true;
        }
        finally
        {
            if (!isCommitted)
            {
                Close();
            }
        }
    }

    // A connection that failed is not trusted again: closing it rolls back, and what the next one finds in the file is what counts.
    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    private LogRecord Write(SqliteFile file, long position, Instant at, PendingRecord pending, ReadOnlySpan<Sample> samples)
    {
        ReadOnlySpan<byte> body = pending.Kind == LogRecordKind.Samples ? SampleBody(samples) : pending.Body;
        file.Prepare(Insert)
            .Bind(1, position)
            .Bind(2, at.Milliseconds)
            .Bind(3, (long)pending.Kind)
            .Bind(4, LogRecordBytes.Checksum(position, at, pending.Kind, body))
            .Bind(5, body)
            .Run();
        return pending.Kind == LogRecordKind.Samples
            ? new SampleBatch(position, at, samples.ToArray())
            : LogRecordBytes.Read(position, at, pending.Kind, body);
    }

    private ReadOnlySpan<byte> SampleBody(ReadOnlySpan<Sample> samples)
    {
        var length = samples.Length * LogRecordBytes.SampleLength;
        if (_body.Length < length)
        {
            _body = new byte[Math.Max(length, 2 * _body.Length)];
        }

        LogRecordBytes.WriteSamples(samples, _body);
        return _body.AsSpan(0, length);
    }
}
