using System.Diagnostics.CodeAnalysis;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// What has arrived and is not yet committed. Any thread adds, under a lock that is held for a copy; the one writer takes all there is. Two commits
/// are used in turn: one is filled while the other is written. When the one being filled is full, appends wait in their order with a copy of
/// their own, and go in before any that comes later.
/// </summary>
internal sealed class PendingBuffer(SampleLogLimits limits)
{
    private readonly object _gate = new();
    private readonly Queue<WaitingAppend> _waiting = new();
    private PendingCommit _filling = new();
    private PendingCommit _spare = new();
    private bool _isClosed;

    /// <summary>The task completes with the position of the record that holds the last sample.</summary>
    public Task<long> Add(ReadOnlySpan<Sample> samples)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(SqliteSampleLog));
            if (_waiting.Count > 0 || !HasRoom(samples.Length))
            {
                return Wait(new WaitingAppend(LogRecordKind.Samples, samples.ToArray(), []));
            }

            WakeWriter();
            return _filling.Add(samples, limits.BatchSamplesMaximum).Durable;
        }
    }

    /// <summary>Adds samples and receipts to the same commit; either may be empty.</summary>
    public Task<long> Add(ReadOnlySpan<Sample> samples, ReadOnlySpan<Receipt> receipts)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(SqliteSampleLog));
            if (_waiting.Count > 0 || !HasRoom(samples.Length))
            {
                return Wait(new WaitingAppend(LogRecordKind.Samples, samples.ToArray(), []) { Receipts = receipts.ToArray() });
            }

            WakeWriter();
            _filling.Add(receipts);
            return samples.IsEmpty ? _filling.Receipts!.Durable : _filling.Add(samples, limits.BatchSamplesMaximum).Durable; // set by the line above
        }
    }

    /// <summary>Adds a record that is not samples.</summary>
    public Task<long> Add(LogRecordKind kind, byte[] body)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(SqliteSampleLog));
            if (_waiting.Count > 0 || !HasRoom(0))
            {
                return Wait(new WaitingAppend(kind, [], body));
            }

            WakeWriter();
            return _filling.Add(kind, body).Durable;
        }
    }

    /// <summary>Waits for something to commit. The writer's thread only; what it took before is done with.</summary>
    /// <returns><see langword="false"/> when the buffer is closed and empty.</returns>
    public bool TryTake([NotNullWhen(true)] out PendingCommit? commit)
    {
        lock (_gate)
        {
            while (_filling.IsEmpty)
            {
                if (_isClosed)
                {
                    commit = null;
                    return false;
                }

                Monitor.Wait(_gate);
            }

            commit = _filling;
            (_filling, _spare) = (_spare, _filling);
            _filling.Clear();
            AdmitWaiting();
            return true;
        }
    }

    /// <summary>Refuses what comes now; what is in is still taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    // An append larger than the whole buffer goes in when nothing else is there.
    private bool HasRoom(int samples) =>
        _filling.IsEmpty
        || (_filling.Records.Count < limits.PendingRecordsMaximum && samples <= limits.PendingSamplesMaximum - _filling.SampleCount);

    private Task<long> Wait(WaitingAppend append)
    {
        _waiting.Enqueue(append);
        return append.Completion.Task;
    }

    private void AdmitWaiting()
    {
        while (_waiting.TryPeek(out var append) && HasRoom(append.Samples.Length))
        {
            _filling.Add(append.Receipts);
            if (append.Kind != LogRecordKind.Samples)
            {
                _filling.Add(append.Kind, append.Body).Tell(append.Completion);
            }
            else if (append.Samples.Length > 0)
            {
                _filling.Add(append.Samples, limits.BatchSamplesMaximum).Tell(append.Completion);
            }
            else
            {
                _filling.Receipts!.Tell(append.Completion); // without samples it has receipts
            }

            _waiting.Dequeue();
        }
    }

    private void WakeWriter()
    {
        if (_filling.IsEmpty)
        {
            Monitor.Pulse(_gate);
        }
    }
}
