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
    private const int Version = 3;

    private const string Schema =
        $"""
        CREATE TABLE IF NOT EXISTS record (position INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind INTEGER NOT NULL, checksum INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS record_registry ON record (position) WHERE kind = 3;
        CREATE INDEX IF NOT EXISTS record_rules ON record (position) WHERE kind = 6;
        {ReceiptTable.Schema}
        """;

    private const string Insert = "INSERT INTO record (position, at, kind, checksum, body) VALUES (?, ?, ?, ?, ?)";
    private const string SelectLast = "SELECT position, at FROM record ORDER BY position DESC LIMIT 1";
    private const string SelectPage = "SELECT position, at, kind, checksum, body FROM record WHERE position > ? AND position <= ? ORDER BY position LIMIT ?";

    private const string SelectRegistry =
        "SELECT position, at, kind, checksum, body FROM record WHERE kind = 3 AND position <= ? ORDER BY position DESC LIMIT 1";

    private const string SelectRules =
        "SELECT position, at, kind, checksum, body FROM record WHERE kind = 6 AND position <= ? ORDER BY position DESC LIMIT 1";

    private readonly string _path;
    private SqliteFile? _file;
    private byte[] _body = [];

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

    /// <summary>Opens the file with its table, making both when they are not there.</summary>
    public static SqliteFile OpenWriter(string path)
    {
        var file = SqliteFile.OpenWriter(path, isDurable: true);
        try
        {
            file.Prepare(Schema, Version);
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
        var file = _file ?? Open();
        var at = Instant.Max(now, LastAt);
        var records = new List<LogRecord>(commit.Records.Count);
        var isCommitted = false;
        try
        {
            file.Begin();
            foreach (var pending in commit.Records)
            {
                var position = End + records.Count + 1;
                records.Add(Write(file, position, at, pending, commit.SamplesOf(pending)));
            }

            if (commit.Receipts is { } receipts)
            {
                ReceiptTable.Write(file, receipts.Items);
            }

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

        End += records.Count;
        LastAt = records.Count > 0 ? at : LastAt;
        if (commit.Receipts is { } stored)
        {
            Receipts.Take(stored.Items);
        }

        return records;
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
                throw new InvalidDataException($"Record {position + 1} of the log is damaged or missing.");
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
        var last = file.Prepare(SelectLast);
        if (last.Step())
        {
            (End, LastAt) = (last.Long(0), new Instant(last.Long(1)));
            last.Reset();
        }
        else
        {
            (End, LastAt) = (0, new Instant(0));
        }

        Receipts.Load(file);
        _file = file;
        return file;
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
