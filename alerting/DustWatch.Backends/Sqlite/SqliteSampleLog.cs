using System.Runtime.CompilerServices;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using Microsoft.Data.Sqlite;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// The log in one file, <c>log.db</c>. One thread writes: it commits all that has arrived, and what arrives meanwhile shares the next commit, which
/// starts as soon as this one has ended. Members may be called from any thread.
/// </summary>
public sealed class SqliteSampleLog : ISampleLog
{
    private readonly TimeProvider _clock;
    private readonly SampleLogLimits _limits;
    private readonly PendingBuffer _pending;
    private readonly LogFile _file;
    private readonly LogTrimmer _trimmer;
    private readonly LogRetention _retention;
    private readonly LogTail _tail;
    private readonly SqliteReaders _readers;
    private readonly Thread _writer;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Opens the log, or makes it.</summary>
    /// <param name="path">The file; its folder is there.</param>
    /// <param name="clock">Server time.</param>
    /// <param name="limits">Capacities; null takes the defaults.</param>
    /// <param name="endMinimum">
    /// The furthest position that the log's consumers keep. A log that ends before it, because a damaged tail was cut, is filled with ticks up to it: a position
    /// that a consumer keeps never names another record. An empty log begins after it.
    /// </param>
    /// <param name="retention">What it keeps; null for everything.</param>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public SqliteSampleLog(string path, TimeProvider clock, SampleLogLimits? limits = null, long endMinimum = 0, LogRetention? retention = null)
    {
        _clock = clock;
        _limits = limits ?? new SampleLogLimits();
        _retention = retention ?? LogRetention.Everything;
        try
        {
            Repair = LogRepair.Run(path, _limits);
            _file = new LogFile(path);
            FillTo(endMinimum);
        }
        catch (SqliteException e)
        {
            _file?.Dispose();
            throw new IOException($"The log {path} cannot be opened: {e.Message}", e);
        }

        _trimmer = new LogTrimmer(_file, _retention, path);
        _pending = new PendingBuffer(_limits);
        _pending.Nudge(); // what became too old while nobody ran
        _tail = new LogTail(_limits, _file.End);
        _readers = new SqliteReaders(path);
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "log writer" };
        _writer.Start();
    }

    /// <summary>Raised on the writer's thread after each commit, with the time that it took to become durable. A handler returns at once.</summary>
    public event Action<TimeSpan>? Committed;

    /// <inheritdoc/>
    public long End => _tail.End;

    /// <inheritdoc/>
    public long First => _file.First;

    /// <inheritdoc/>
    public LogRoom Room => new(_trimmer.BytesUsed, _retention.BytesMaximum, _trimmer.BytesOnDisk, _pending.WaitingSamples, _trimmer.Refusal);

    /// <summary>What was cut when the log was opened, for a person; null when it was whole.</summary>
    public string? Repair { get; }

    /// <inheritdoc/>
    public ValueTask<long> AppendAsync(ReadOnlySpan<Sample> samples) =>
        samples.IsEmpty ? ValueTask.FromResult(End) : new ValueTask<long>(_pending.Add(samples));

    /// <inheritdoc/>
    public ValueTask<long> AppendAsync(ReadOnlySpan<Sample> samples, ReadOnlySpan<Receipt> receipts) =>
        receipts.IsEmpty ? AppendAsync(samples) : new ValueTask<long>(_pending.Add(samples, receipts));

    /// <inheritdoc/>
    public async ValueTask ForgetReceiptsAsync(string session) => await _pending.Add([], [new Receipt(session, 0, IsReleased: true)]);

    /// <inheritdoc/>
    public IReadOnlyCollection<ushort> ReadReceipts(string session) => _file.Receipts.Of(session);

    /// <inheritdoc/>
    public ValueTask<long> QuarantineAsync(string device, in Sample sample, string reason) =>
        new(_pending.Add(LogRecordKind.Quarantine, LogRecordBytes.QuarantineBody(device, in sample, reason)));

    /// <inheritdoc/>
    public ValueTask<long> ReadmitAsync(ReadOnlySpan<long> quarantined) =>
        new(_pending.Add(LogRecordKind.Readmission, LogRecordBytes.ReadmissionBody(quarantined)));

    /// <inheritdoc/>
    public ValueTask<long> TickAsync() => new(_pending.Add(LogRecordKind.Tick, []));

    /// <inheritdoc/>
    public ValueTask<long> RefuseAsync(ReadOnlySpan<RefusedCount> counts) =>
        new(_pending.Add(LogRecordKind.Refused, LogRecordBytes.RefusedBody(counts)));

    /// <inheritdoc/>
    public ValueTask<long> ChangeRegistryAsync(int version, ReadOnlyMemory<byte> json) =>
        new(_pending.Add(LogRecordKind.Registry, LogRecordBytes.VersionBody(version, json.Span)));

    /// <inheritdoc/>
    public ValueTask<long> ChangeRulesAsync(int version, ReadOnlyMemory<byte> json) =>
        new(_pending.Add(LogRecordKind.Rules, LogRecordBytes.VersionBody(version, json.Span)));

    /// <inheritdoc/>
    public void Release(long position, long controlPosition)
    {
        _trimmer.Release(position, controlPosition);
        _pending.Nudge();
    }

    /// <summary>Refuses the samples that wait for room, now and later: the process stops. Any thread.</summary>
    public void GiveUpWaiting() => _pending.GiveUp();

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">What comes next was cut, or is damaged on disk; the reader ends there.</exception>
    public async IAsyncEnumerable<IReadOnlyList<LogRecord>> ReadAsync(long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = new List<LogRecord>();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            page.Clear();
            if (!_tail.TryRead(position, page))
            {
                ReadFile(position, page);
            }
            else if (page.Count == 0)
            {
                await _tail.WhenAfter(position).WaitAsync(cancellationToken);
            }

            if (page.Count > 0)
            {
                yield return page;
                position = page[^1].Position;
            }
        }
    }

    /// <inheritdoc/>
    public RegistryChange? FindRegistry(long position) => _readers.Read(file => LogFile.FindRegistry(file, position));

    /// <inheritdoc/>
    public RulesChange? FindRules(long position) => _readers.Read(file => LogFile.FindRules(file, position));

    /// <summary>Commits what is pending, and closes the file. Readers go on waiting until they are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        _pending.Close();
        await _ended.Task;
        _readers.Dispose();
    }

    private void ReadFile(long position, List<LogRecord> page)
    {
        var end = _tail.End;
        _readers.Read(file =>
        {
            LogFile.ReadPage(file, position, end, _limits, page);
            return page;
        });
    }

    private void FillTo(long end)
    {
        if (_file.End >= end)
        {
            return;
        }

        if (_file.End == 0)
        {
            _file.BeginAfter(end);
            return;
        }

        var ticks = new PendingCommit();
        for (var position = _file.End; position < end; position++)
        {
            ticks.Add(LogRecordKind.Tick, []);
        }

        _file.Append(ticks, _file.LastAt);
    }

    private void WriteAll()
    {
        while (_pending.TryTake(out var commit))
        {
            if (!commit.IsEmpty)
            {
                Write(commit);
            }

            _trimmer.Trim(Instant.Now(_clock), () => _pending.HasMore);
            _pending.Hold(_trimmer.Refusal is not null);
        }

        _file.Dispose();
        _ended.SetResult();
    }

    private void Write(PendingCommit commit)
    {
        List<LogRecord> records;
        var start = _clock.GetTimestamp();
        try
        {
            records = _file.Append(commit, Instant.Now(_clock));
            if (records.Count > 0)
            {
                PublishUntold(records[0].Position);
            }
        }
        catch (Exception e)
        {
            // Whatever it is, the callers must hear of it, and the next append tries again.
            var error = new IOException($"The log cannot store: {e.Message}", e);
            commit.Records.ForEach(record => record.Fail(error));
            commit.Receipts?.Fail(error);
            return;
        }

        Committed?.Invoke(_clock.GetElapsedTime(start));
        if (records.Count > 0)
        {
            _tail.Publish(records);
        }

        commit.Receipts?.Complete(End);
        for (var i = 0; i < records.Count; i++)
        {
            commit.Records[i].Complete(records[i].Position);
        }
    }

    // A commit that failed may be found in the file after all when it is opened again: its records stand, though nobody was told so.
    private void PublishUntold(long nextPosition)
    {
        while (_tail.End < nextPosition - 1)
        {
            var page = new List<LogRecord>();
            _readers.Read(file =>
            {
                LogFile.ReadPage(file, _tail.End, nextPosition - 1, _limits, page);
                return page;
            });
            _tail.Publish(page);
        }
    }
}
