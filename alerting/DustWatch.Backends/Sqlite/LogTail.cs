using DustWatch.Ingest.Log;

namespace DustWatch.Backends.Sqlite;

/// <summary>The newest committed records, for readers that keep up. One writer publishes, any thread reads and waits.</summary>
internal sealed class LogTail
{
    private readonly SampleLogLimits _limits;
    private readonly object _gate = new();
    private readonly LogRecord?[] _records; // [position % length]; those in [_first, _end]
    private TaskCompletionSource? _grown; // made by the first that waits, dropped by the next that publishes
    private int _samples;
    private long _first;
    private long _end;

    public LogTail(SampleLogLimits limits, long end)
    {
        _limits = limits;
        _records = new LogRecord?[limits.TailRecordsMaximum];
        _first = end + 1;
        _end = end;
    }

    /// <summary>Position of the last durable record.</summary>
    public long End
    {
        get
        {
            lock (_gate)
            {
                return _end;
            }
        }
    }

    /// <summary>Adds what was just committed, and forgets the oldest beyond the limits.</summary>
    public void Publish(IReadOnlyList<LogRecord> records)
    {
        TaskCompletionSource? grown;
        lock (_gate)
        {
            foreach (var record in records)
            {
                if (record.Position - _first == _records.Length)
                {
                    ForgetFirst();
                }

                _records[record.Position % _records.Length] = record;
                _samples += WeightOf(record);
                _end = record.Position;
            }

            while (_samples > _limits.TailSamplesMaximum && _first < _end)
            {
                ForgetFirst();
            }

            (grown, _grown) = (_grown, null);
        }

        grown?.SetResult();
    }

    /// <summary>Fills <paramref name="page"/> with the records after <paramref name="position"/>; it stays empty when there are none.</summary>
    /// <returns><see langword="false"/> when the first of them is not in memory.</returns>
    public bool TryRead(long position, List<LogRecord> page)
    {
        lock (_gate)
        {
            if (position >= _end)
            {
                return true;
            }

            if (position + 1 < _first)
            {
                return false;
            }

            for (var next = position + 1; next <= _end && page.Count < _limits.PageRecordsMaximum; next++)
            {
                page.Add(At(next));
            }

            return true;
        }
    }

    /// <summary>Completes when there is something after <paramref name="position"/>.</summary>
    public Task WhenAfter(long position)
    {
        lock (_gate)
        {
            return _end > position
                ? Task.CompletedTask
                : (_grown ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private void ForgetFirst()
    {
        _samples -= WeightOf(At(_first));
        _records[_first % _records.Length] = null;
        _first++;
    }

    private LogRecord At(long position) => _records[position % _records.Length] ?? throw new System.Diagnostics.UnreachableException($"Record {position}");

    private static int WeightOf(LogRecord record) => record switch
    {
        SampleBatch batch => batch.Samples.Length,
        RegistryChange change => change.Json.Length / LogRecordBytes.SampleLength,
        _ => 0,
    };
}
