using System.Diagnostics.CodeAnalysis;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// What has arrived and is not yet committed. Any thread adds, under a lock that is held for a copy; the one writer takes all there is. Two commits
/// are used in turn: one is filled while the other is written. When the one being filled is full, appends wait in their order with a copy of
/// their own, and go in before any that comes later. While the log is full, samples are held: they wait in the same way, up to a bound, and all else
/// passes them.
/// </summary>
internal sealed class PendingBuffer(SampleLogLimits limits)
{
    private readonly object _gate = new();
    private readonly Queue<WaitingAppend> _waiting = new();
    private PendingCommit _filling = new();
    private PendingCommit _spare = new();
    private bool _isClosed;
    private bool _isNudged;
    private bool _isHeld;
    private bool _isGivenUp;
    private int _waitingSamples;

    /// <summary>Samples that wait for room.</summary>
    public int WaitingSamples => Volatile.Read(ref _waitingSamples);

    /// <summary>The task completes with the position of the record that holds the last sample.</summary>
    public Task<long> Add(ReadOnlySpan<Sample> samples)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(SqliteSampleLog));
            if (_waiting.Count > 0 || !HasRoom(samples.Length, isHeld: _isHeld))
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
            if (_waiting.Count > 0 || !HasRoom(samples.Length, isHeld: _isHeld))
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
            if (IsHeld(kind) || (!_isHeld && (_waiting.Count > 0 || !HasRoom(0, isHeld: false))))
            {
                return Wait(new WaitingAppend(kind, [], body));
            }

            WakeWriter();
            return _filling.Add(kind, body).Durable;
        }
    }

    /// <summary>Whether there is something to commit.</summary>
    public bool HasMore
    {
        get
        {
            lock (_gate)
            {
                return !_filling.IsEmpty;
            }
        }
    }

    /// <summary>Lets the writer look around, though nothing came.</summary>
    public void Nudge()
    {
        lock (_gate)
        {
            _isNudged = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Holds samples back, or lets them in again. The writer's thread only.</summary>
    public void Hold(bool isHeld)
    {
        lock (_gate)
        {
            if (isHeld == _isHeld)
            {
                return;
            }

            _isHeld = isHeld;
            if (!isHeld)
            {
                AdmitWaiting();
                return;
            }

            // What is not held must not stand behind what is: the log's readers get on by its ticks.
            for (var left = _waiting.Count; left > 0; left--)
            {
                var append = _waiting.Dequeue();
                if (IsHeld(append.Kind))
                {
                    _waiting.Enqueue(append);
                }
                else
                {
                    Admit(append);
                }
            }
        }
    }

    /// <summary>Refuses what is held, now and later: the process stops, and nobody need wait for room.</summary>
    public void GiveUp()
    {
        lock (_gate)
        {
            _isGivenUp = true;
            if (_isHeld)
            {
                FailWaiting();
            }
        }
    }

    /// <summary>Waits for something to commit, or for a nudge. The writer's thread only; what it took before is done with.</summary>
    /// <returns><see langword="false"/> when the buffer is closed and empty.</returns>
    public bool TryTake([NotNullWhen(true)] out PendingCommit? commit)
    {
        lock (_gate)
        {
            while (_filling.IsEmpty && !_isNudged)
            {
                if (_isClosed)
                {
                    FailWaiting();
                    commit = null;
                    return false;
                }

                Monitor.Wait(_gate);
            }

            _isNudged = false;
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

    private bool IsHeld(LogRecordKind kind) => _isHeld && kind is (LogRecordKind.Samples or LogRecordKind.Quarantine);

    // An append larger than the whole buffer goes in when nothing else is there.
    private bool HasRoom(int samples, bool isHeld) => !isHeld
        && (_filling.IsEmpty
            || (_filling.Records.Count < limits.PendingRecordsMaximum && samples <= limits.PendingSamplesMaximum - _filling.SampleCount));

    private Task<long> Wait(WaitingAppend append)
    {
        if (_isHeld && (_isGivenUp || _waitingSamples + append.Weight > limits.WaitingSamplesMaximum))
        {
            return Task.FromException<long>(Full());
        }

        _waiting.Enqueue(append);
        _waitingSamples += append.Weight;
        return append.Completion.Task;
    }

    private void AdmitWaiting()
    {
        while (_waiting.TryPeek(out var append) && HasRoom(append.Samples.Length, IsHeld(append.Kind)))
        {
            Admit(append);
            _waiting.Dequeue();
        }
    }

    private void Admit(WaitingAppend append)
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

        _waitingSamples -= append.Weight;
    }

    private void FailWaiting()
    {
        while (_waiting.TryDequeue(out var append))
        {
            append.Completion.SetException(Full());
            _waitingSamples -= append.Weight;
        }
    }

    private static IOException Full() => new("The log cannot store: it is full, and no more may wait.");

    private void WakeWriter()
    {
        if (_filling.IsEmpty)
        {
            Monitor.Pulse(_gate);
        }
    }
}
