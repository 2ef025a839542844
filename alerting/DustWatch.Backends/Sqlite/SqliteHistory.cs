using System.Runtime.InteropServices;
using DustWatch.Ingest.History;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using Microsoft.Data.Sqlite;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// The history in one file, <c>history.db</c>, which can be made again from the log as far as that reaches: samples of the last minutes as rows, older ones gathered
/// into chunks of ten minutes (<see cref="HistoryChunk"/>), and besides them summaries of minutes and shifts, which stay longer. One caller writes; any thread reads.
/// </summary>
public sealed class SqliteHistory : IHistory, IQuarantine
{
    /// <summary>How long a quarantined sample is kept after its arrival.</summary>
    public static readonly TimeSpan QuarantineKept = TimeSpan.FromDays(7);

    internal static readonly SqliteFormat Format = new(Schema, Migrations: [Chunks, Summaries]);

    private const string Chunks =
        """
        CREATE TABLE IF NOT EXISTS chunk (
          id INTEGER PRIMARY KEY, point INTEGER NOT NULL, quantity INTEGER NOT NULL, start INTEGER NOT NULL, body BLOB NOT NULL,
          UNIQUE (point, quantity, start));
        CREATE INDEX IF NOT EXISTS chunk_start ON chunk (start);
        """;

    private const string Summaries =
        """
        CREATE TABLE IF NOT EXISTS minute (
          point INTEGER NOT NULL, quantity INTEGER NOT NULL, start INTEGER NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY (point, quantity, start)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS minute_start ON minute (start);
        CREATE TABLE IF NOT EXISTS shift (
          point INTEGER NOT NULL, quantity INTEGER NOT NULL, start INTEGER NOT NULL, until INTEGER NOT NULL, name TEXT NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY (point, quantity, start, until)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS shift_start ON shift (start);
        CREATE TABLE IF NOT EXISTS open_shift (
          point INTEGER NOT NULL, quantity INTEGER NOT NULL, start INTEGER NOT NULL, until INTEGER NOT NULL, name TEXT NOT NULL,
          PRIMARY KEY (point, quantity, start, until)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS open_shift_until ON open_shift (until);
        CREATE TABLE IF NOT EXISTS tier (id INTEGER PRIMARY KEY CHECK (id = 1), summed INTEGER NOT NULL, backlog INTEGER NOT NULL, forgotten INTEGER NOT NULL);
        INSERT OR IGNORE INTO tier (id, summed, backlog, forgotten) SELECT 1, 0, ifnull(max(id), 0), 0 FROM chunk;
        """;

    private const string Schema = Chunks + Summaries +
        """
        CREATE TABLE IF NOT EXISTS sample (
          point INTEGER NOT NULL, quantity INTEGER NOT NULL, t INTEGER NOT NULL, value INTEGER NOT NULL, flag INTEGER NOT NULL,
          PRIMARY KEY (point, quantity, t)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS quarantine (
          position INTEGER PRIMARY KEY, at INTEGER NOT NULL, device TEXT NOT NULL, reason TEXT NOT NULL,
          point INTEGER NOT NULL, quantity INTEGER NOT NULL, t INTEGER NOT NULL, value INTEGER NOT NULL, flag INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS quarantine_device ON quarantine (device, position);
        CREATE INDEX IF NOT EXISTS quarantine_at ON quarantine (at);
        CREATE TABLE IF NOT EXISTS consumer (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL);
        INSERT OR IGNORE INTO consumer (id, position) VALUES (1, 0);
        """;

    private const string InsertQuarantine =
        "INSERT OR IGNORE INTO quarantine (position, at, device, reason, point, quantity, t, value, flag) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private const string PurgeQuarantine = "DELETE FROM quarantine WHERE at < ?";
    private const string DeleteQuarantined = "DELETE FROM quarantine WHERE position = ?";
    private const string SetPosition = "UPDATE consumer SET position = ? WHERE id = 1";
    private const string SelectPosition = "SELECT position FROM consumer WHERE id = 1";

    private const string SelectQuarantine =
        "SELECT position, at, device, reason, point, quantity, t, value, flag FROM quarantine WHERE device = ? ORDER BY position DESC LIMIT ?";

    private readonly string _path;
    private readonly object _gate = new();
    private readonly SqliteReaders _readers;
    private readonly Func<HistoryGathering> _createGathering;
    private readonly HistoryRows _rows = new();
    private readonly List<Sample> _samples = []; // of the call that writes, as they came
    private HistoryGathering _gathering;
    private SqliteFile? _writer;
    private bool _isDisposed;
    private long _position;

    /// <summary>Opens the history, or makes it.</summary>
    /// <param name="path">The file; its folder is there.</param>
    /// <param name="retention">How long it keeps what; null takes the defaults.</param>
    /// <param name="registry">The registry that holds now, which says how far samples reach and what shifts there are; null: nothing is summed up.</param>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public SqliteHistory(string path, HistoryRetention? retention = null, Func<Registry>? registry = null)
    {
        _path = path;
        _createGathering = () => new HistoryGathering(retention ?? HistoryRetention.Default, number => PointOf(registry?.Invoke(), number));
        _gathering = _createGathering();
        try
        {
            _writer = Open();
        }
        catch (SqliteException e)
        {
            throw new IOException($"The history {path} cannot be opened: {e.Message}", e);
        }

        _readers = new SqliteReaders(path);
    }

    /// <inheritdoc/>
    public long Position => Interlocked.Read(ref _position);

    /// <inheritdoc/>
    /// <remarks>Writes on the caller's thread. Records at or before <see cref="Position"/> are passed over.</remarks>
    /// <exception cref="IOException">The disk is full or cannot be written; nothing of the call is stored, and it may be repeated.</exception>
    public ValueTask WriteAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            cancellationToken.ThrowIfCancellationRequested();
            if (records.Count == 0 || records[^1].Position <= _position)
            {
                return ValueTask.CompletedTask;
            }

            try
            {
                Write(_writer ??= Open(), records);
            }
            catch (SqliteException e)
            {
                // Closing rolls back; the next call begins anew.
                _writer?.Dispose();
                _writer = null;
                _gathering = _createGathering();
                throw new IOException($"The history cannot store: {e.Message}", e);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Makes what is written survive a power cut too: the log may be cut up to the position that this returns. Any thread; waits for a write that is under way.
    /// </summary>
    /// <exception cref="IOException">The disk refuses; what it answered before still holds.</exception>
    public long Sync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            try
            {
                // What was committed is in the write-ahead log, or was copied from it by a checkpoint, which syncs.
                _writer ??= Open();
                Durable.FlushFile($"{_path}-wal");
                return Position;
            }
            catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
            {
                throw new IOException($"The history cannot be synced: {e.Message}", e);
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Sample> Read(int point, Quantity quantity, Interval span, int limit) =>
        _readers.Read(file => HistoryReading.Read(file, point, quantity, span, limit));

    /// <inheritdoc/>
    public Sample? FindLast(int point, Quantity quantity, Instant time) => _readers.Read(file => HistoryReading.FindLast(file, point, quantity, time));

    /// <summary>Every point and quantity of which it holds samples. Any thread.</summary>
    public IReadOnlyList<(int Point, Quantity Quantity)> ReadSeries() => _readers.Read(HistoryReading.ReadSeries);

    /// <inheritdoc/>
    public HistorySum[] ReadSums(int point, Quantity quantity, HistoryStepping stepping) => _readers.Read(file => HistoryTiers.ReadSums(file, point, quantity, stepping));

    /// <inheritdoc/>
    public IReadOnlyList<QuarantinedSample> ReadQuarantine(string device, int limit) => _readers.Read(file =>
    {
        var found = new List<QuarantinedSample>();
        var rows = file.Prepare(SelectQuarantine).Bind(1, device).Bind(2, limit);
        while (rows.Step())
        {
            var sample = new Sample(new Instant(rows.Long(6)), rows.Long(7), (int)rows.Long(4), (Quantity)rows.Long(5), (SampleFlag)rows.Long(8));
            found.Add(new QuarantinedSample(rows.Long(0), new Instant(rows.Long(1)), rows.Text(2), sample, rows.Text(3)));
        }

        return found;
    });

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _readers.Dispose();
            _writer?.Dispose();
            _writer = null;
        }

        return ValueTask.CompletedTask;
    }

    private static MonitoringPoint? PointOf(Registry? registry, int number) =>
        registry is not null && (uint)number < (uint)registry.Points.Count ? registry.Points[number] : null;

    private SqliteFile Open()
    {
        var file = SqliteFile.OpenWriter(_path, isDurable: false);
        try
        {
            file.Prepare(Format);
            var row = file.Prepare(SelectPosition);
            row.Step();
            Interlocked.Exchange(ref _position, row.Long(0));
            row.Reset();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Write(SqliteFile file, IReadOnlyList<LogRecord> records)
    {
        file.Begin();
        var hasQuarantine = false;
        _samples.Clear();
        foreach (var record in records)
        {
            if (record.Position <= _position)
            {
                continue;
            }

            switch (record)
            {
                case SampleBatch batch:
                    _samples.AddRange(batch.Samples.Span);
                    break;
                case QuarantinedSample quarantined:
                    WriteQuarantined(file.Prepare(InsertQuarantine), quarantined);
                    hasQuarantine = true;
                    break;
                case Readmission readmission:
                    foreach (var position in readmission.Quarantined.Span)
                    {
                        file.Prepare(DeleteQuarantined).Bind(1, position).Run();
                    }

                    break;
                default:
                    break; // ticks and control records leave nothing in a history
            }
        }

        if (hasQuarantine)
        {
            file.Prepare(PurgeQuarantine).Bind(1, records[^1].At.Plus(-(long)QuarantineKept.TotalMilliseconds).Milliseconds).Run();
        }

        var oldest = _rows.Write(file, CollectionsMarshal.AsSpan(_samples));
        _gathering.Run(file, records[^1].At, _samples.Count, oldest);
        file.Prepare(SetPosition).Bind(1, records[^1].Position).Run();
        file.Commit();
        Interlocked.Exchange(ref _position, records[^1].Position);
    }

    private static void WriteQuarantined(SqliteStatement insert, QuarantinedSample quarantined)
    {
        var sample = quarantined.Sample;
        insert.Bind(1, quarantined.Position).Bind(2, quarantined.At.Milliseconds).Bind(3, quarantined.Device).Bind(4, quarantined.Reason);
        insert.Bind(5, sample.Point).Bind(6, (long)sample.Quantity).Bind(7, sample.Time.Milliseconds).Bind(8, sample.Value).Bind(9, (long)sample.Flag).Run();
    }
}
