using System.Collections.Concurrent;

namespace DustWatch.Mqtt;

/// <summary>A client's unacknowledged publishes: their packet identifiers, at most as many as the server receives at a time [MQTT-3.3.4-7, -9]. Any thread.</summary>
internal sealed class MqttInflight : IDisposable
{
    private readonly SemaphoreSlim _quota;
    private readonly ConcurrentQueue<ushort> _free = new(); // oldest first, so that an identifier is used again as late as possible
    private readonly MqttPendingPublish?[] _pending; // [packet identifier - 1]
    private readonly ConcurrentBag<MqttPendingPublish> _spare = [];
    private MqttClosed? _closed;

    public MqttInflight(int maximum)
    {
        _quota = new(maximum, maximum);
        _pending = new MqttPendingPublish?[maximum];
        for (var id = 1; id <= maximum; id++)
        {
            _free.Enqueue((ushort)id);
        }
    }

    /// <summary>Waits for a free place.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => _quota.WaitAsync(cancellationToken);

    /// <summary>Takes an identifier; after <see cref="EnterAsync"/>.</summary>
    public ushort Add(out MqttPendingPublish pending)
    {
        if (!_free.TryDequeue(out var id))
        {
            throw new InvalidOperationException("There is a free place, and no identifier.");
        }

        pending = _spare.TryTake(out var spare) ? spare : new(this);
        Volatile.Write(ref _pending[id - 1], pending);
        if (Volatile.Read(ref _closed) is { } closed)
        {
            FailAll(closed);
        }

        return id;
    }

    /// <summary>False when nothing with this identifier is waiting.</summary>
    public bool TryComplete(ushort id, MqttReasonCode code)
    {
        if (id > _pending.Length || Interlocked.Exchange(ref _pending[id - 1], null) is not { } pending)
        {
            return false;
        }

        _free.Enqueue(id);
        _quota.Release();
        pending.Complete(code);
        return true;
    }

    /// <summary>Fails all that wait, and all that come later.</summary>
    public void FailAll(MqttClosed closed)
    {
        Volatile.Write(ref _closed, closed);
        for (var id = 1; id <= _pending.Length; id++)
        {
            if (Interlocked.Exchange(ref _pending[id - 1], null) is { } pending)
            {
                _free.Enqueue((ushort)id);
                _quota.Release();
                pending.Fail(new MqttClosedException(closed));
            }
        }
    }

    public void Return(MqttPendingPublish pending) => _spare.Add(pending);

    public void Dispose() => _quota.Dispose();
}
