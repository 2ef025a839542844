using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using DustWatch.Ingest.History;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using Microsoft.Data.Sqlite;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// The history in one file, <c>history.db</c>, which can be made again from the log as far as that reaches: samples in chunks of ten minutes
/// (<see cref="HistoryChunk"/>), and besides them summaries of minutes and shifts, which stay longer. The samples of the last minutes are in memory
/// (<see cref="UngatheredSamples"/>): what a crash takes of them the log gives again, from <see cref="Position"/> on. One caller writes; any thread reads.
/// </summary>
public sealed class SqliteHistory : IHistory, IQuarantine
{
    /// <summary>How long a quarantined sample is kept after its arrival.</summary>
    public static readonly TimeSpan QuarantineKept = TimeSpan.FromDays(7);

    private const string InsertQuarantine =
        "INSERT OR IGNORE INTO quarantine (position, at, device, reason, point, quantity, t, value, flag) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private const string PurgeQuarantine = "DELETE FROM quarantine WHERE at < ?";
    private const string DeleteQuarantined = "DELETE FROM quarantine WHERE position = ?";
    private const string SetPosition = "UPDATE consumer SET position = ? WHERE id = 1";
    private const string SelectPosition = "SELECT position FROM consumer WHERE id = 1";
    private const string SelectQuarantined = "SELECT ifnull(max(position), 0) FROM quarantine";

    // Up to format 3 the newest samples were rows.
    private const string CountRowTables = "SELECT count(*) FROM sqlite_master WHERE name = 'sample'";
    private const string SelectRows = "SELECT point, quantity, t, value, flag FROM sample ORDER BY t";
    private const string DropRows = "DROP TABLE sample";

    private const string SelectQuarantine =
        "SELECT position, at, device, reason, point, quantity, t, value, flag FROM quarantine WHERE device = ? ORDER BY position DESC LIMIT ?";

    private const int GatheredAtOnce = 65_536; // samples of a commit

    private readonly string _path;
    private readonly bool _isReadOnly;
    private readonly object _gate = new();
    private readonly SqliteReaders _readers;
    private readonly Func<HistoryGathering> _createGathering;
    private readonly UngatheredSamples _ungathered = new();
    private readonly SqliteHistoryReader _whole;
    private readonly ConcurrentDictionary<string, bool> _damage = []; // that was told of
    private HistoryGathering _gathering;
    private SqliteFile? _writer;
    private bool _hasRows; // of an earlier format, which are in memory too
    private bool _isDisposed;
    private long _position;
    private long _saved; // up to here all is in the file

    /// <summary>Opens the history, or makes it.</summary>
    /// <param name="path">The file; its folder is there.</param>
    /// <param name="retention">How long it keeps what; null takes the defaults.</param>
    /// <param name="registry">The registry that holds now, which says how far samples reach and what shifts there are; null: nothing is summed up.</param>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public SqliteHistory(string path, HistoryRetention? retention = null, Func<Registry>? registry = null)
        : this(path, retention, registry, isReadOnly: false)
    {
    }

    private SqliteHistory(string path, HistoryRetention? retention, Func<Registry>? registry, bool isReadOnly)
    {
        (_path, _isReadOnly) = (path, isReadOnly);
        _readers = new SqliteReaders(path);
        _whole = new SqliteHistoryReader(_readers, _ungathered, passOver: null);
        Undamaged = new SqliteHistoryReader(_readers, _ungathered, PassOver);
        _createGathering = () => new HistoryGathering(retention ?? HistoryRetention.Default, _ungathered, number => PointOf(registry?.Invoke(), number), PassOver);
        _gathering = _createGathering();
        try
        {
            _writer = Open();
            _position = _saved;
            FurthestPosition = Math.Max(_saved, _writer.Number(SelectQuarantined));
            TakeRows(_writer);
        }
        catch (SqliteException e)
        {
            throw new IOException($"The history {path} cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Raised when something damaged is passed over, the first time, with what it is. Any thread.</summary>
    public event Action<string>? DamagePassedOver;

    /// <summary>The same without what is damaged, for whoever has to go on with the rest. It lives as long as this.</summary>
    public IHistoryReader Undamaged { get; }

    /// <summary>Opens a history that is there beside the process that writes it. What is written to this one stays in memory.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SqliteHistory OpenToRead(string path) => new(path, HistoryRetention.Default, null, isReadOnly: true);

    /// <inheritdoc/>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>The highest position in the log of which there was something here when it was opened.</summary>
    public long FurthestPosition { get; }

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

            Write(records);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Makes what is in the file survive a power cut too: the log may be cut up to the position that this returns, which stays some minutes behind
    /// <see cref="Position"/>. Any thread; waits for a write that is under way.
    /// </summary>
    /// <param name="gathersAll">Whether all that is in memory is to be written first.</param>
    /// <exception cref="IOException">The disk refuses; what it answered before still holds.</exception>
    public long Sync(bool gathersAll = false)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            try
            {
                if (gathersAll)
                {
                    TryGatherAll();
                }

                // What was committed is in the write-ahead log, or was copied from it by a checkpoint, which syncs.
                _writer ??= Open();
                Durable.FlushFile($"{_path}-wal");
                return _saved;
            }
            catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
            {
                throw new IOException($"The history cannot be synced: {e.Message}", e);
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">Something of it is damaged.</exception>
    public IReadOnlyList<Sample> Read(int point, Quantity quantity, Interval span, int limit) => _whole.Read(point, quantity, span, limit);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The chunk that it may be in is damaged.</exception>
    public Sample? FindLast(int point, Quantity quantity, Instant time) => _whole.FindLast(point, quantity, time);

    /// <summary>Every point and quantity of which it holds samples. Any thread.</summary>
    public IReadOnlyList<(int Point, Quantity Quantity)> ReadSeries() => _whole.ReadSeries();

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">Something of it is damaged.</exception>
    public HistorySum[] ReadSums(int point, Quantity quantity, HistoryStepping stepping) => _whole.ReadSums(point, quantity, stepping);

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

    /// <summary>Writes what is in memory, if the disk takes it, so that nothing is left to the log; and closes the file.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            try
            {
                if (!_isDisposed)
                {
                    TryGatherAll();
                }
            }
            finally
            {
                _isDisposed = true;
                _readers.Dispose();
                _writer?.Dispose();
                _writer = null;
            }
        }

        return ValueTask.CompletedTask;
    }

    private static MonitoringPoint? PointOf(Registry? registry, int number) =>
        registry is not null && (uint)number < (uint)registry.Points.Count ? registry.Points[number] : null;

    private void PassOver(string damage)
    {
        if (_damage.TryAdd(damage, true))
        {
            DamagePassedOver?.Invoke(damage);
        }
    }

    private SqliteFile Open()
    {
        var file = _isReadOnly ? SqliteFile.OpenReader(_path) : SqliteFile.OpenWriter(_path, isDurable: false);
        try
        {
            if (!_isReadOnly)
            {
                file.Prepare(HistorySchema.Format);
            }
            else if (file.Version != HistorySchema.Format.Version)
            {
                var remedy = file.Version < HistorySchema.Format.Version ? "start its server once" : "use the version that made it";
                throw new IOException($"{_path} has format {file.Version}, this version reads {HistorySchema.Format.Version}: {remedy}.");
            }

            var row = file.Prepare(SelectPosition);
            row.Step();
            _saved = row.Long(0);
            row.Reset();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // What goes into memory goes there last: a write that fails has then left nothing.
    private void Write(IReadOnlyList<LogRecord> records)
    {
        var isNew = records.Where(record => record.Position > _position).ToList();
        var (end, now) = (records[^1].Position, records[^1].At);
        var samples = isNew.OfType<SampleBatch>().ToList();
        var setAside = isNew.Where(record => record is QuarantinedSample or Readmission).ToList();
        if (!_isReadOnly && (setAside.Count > 0 || _hasRows || _gathering.IsDue(now)))
        {
            Commit(samples.Count > 0 ? samples[0].Position - 1 : end, file =>
            {
                setAside.ForEach(record => Write(file, record));
                if (setAside.Count > 0)
                {
                    file.Prepare(PurgeQuarantine).Bind(1, now.Plus(-(long)QuarantineKept.TotalMilliseconds).Milliseconds).Run();
                }

                if (_hasRows)
                {
                    _gathering.Gather(file, long.MaxValue);
                    file.Execute(DropRows);
                }

                _gathering.Run(file, now, samples.Sum(batch => batch.Samples.Length));
            });
            _hasRows = false;
        }

        samples.ForEach(batch => _ungathered.Add(batch.Samples.Span, batch.Position));
        Interlocked.Exchange(ref _position, end);
    }

    // Some with each commit, so that the write-ahead log stays short. Rows are safe in the file until the first write.
    private void GatherAll()
    {
        while (!_isReadOnly && !_hasRows && (!_ungathered.IsEmpty || _saved < _position))
        {
            Commit(_position, file => _gathering.Gather(file, GatheredAtOnce));
        }
    }

    // What the disk does not take stays in memory, and in the log.
    private void TryGatherAll()
    {
        try
        {
            GatherAll();
        }
        catch (IOException)
        {
        }
    }

    // What change does stands with all that it gathered, or nothing of it does. Up to the position all is in memory or in the file.
    private void Commit(long position, Action<SqliteFile> change)
    {
        try
        {
            var file = _writer ??= Open();
            file.Begin();
            change(file);
            var saved = Math.Max(_saved, Math.Min(position, _ungathered.FirstPosition - 1));
            file.Prepare(SetPosition).Bind(1, saved).Run();
            file.Commit();
            _saved = saved;
            _ungathered.Commit();
        }
        catch (SqliteException e)
        {
            BeginAnew();
            throw new IOException($"The history cannot store: {e.Message}", e);
        }
        catch
        {
            BeginAnew();
            throw;
        }
    }

    // Closing rolls back.
    private void BeginAnew()
    {
        _writer?.Dispose();
        _writer = null;
        _ungathered.Rollback();
        _gathering = _createGathering();
    }

    private void TakeRows(SqliteFile file)
    {
        _hasRows = file.Number(CountRowTables) > 0;
        if (!_hasRows)
        {
            return;
        }

        var samples = new List<Sample>();
        var rows = file.Prepare(SelectRows);
        while (rows.Step())
        {
            samples.Add(new Sample(new Instant(rows.Long(2)), rows.Long(3), (int)rows.Long(0), (Quantity)rows.Long(1), (SampleFlag)rows.Long(4)));
        }

        _ungathered.Add(CollectionsMarshal.AsSpan(samples), _position + 1);
    }

    private static void Write(SqliteFile file, LogRecord record)
    {
        if (record is QuarantinedSample quarantined)
        {
            WriteQuarantined(file.Prepare(InsertQuarantine), quarantined);
            return;
        }

        foreach (var position in ((Readmission)record).Quarantined.Span)
        {
            file.Prepare(DeleteQuarantined).Bind(1, position).Run();
        }
    }

    private static void WriteQuarantined(SqliteStatement insert, QuarantinedSample quarantined)
    {
        var sample = quarantined.Sample;
        insert.Bind(1, quarantined.Position).Bind(2, quarantined.At.Milliseconds).Bind(3, quarantined.Device).Bind(4, quarantined.Reason);
        insert.Bind(5, sample.Point).Bind(6, (long)sample.Quantity).Bind(7, sample.Time.Milliseconds).Bind(8, sample.Value).Bind(9, (long)sample.Flag).Run();
    }
}
