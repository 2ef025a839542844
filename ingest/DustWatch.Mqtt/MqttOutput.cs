using System.IO.Pipelines;

namespace DustWatch.Mqtt;

/// <summary>The way out of one connection. Whoever writes enters first, so that packets are never mixed; what is written becomes visible with the flush in <see cref="LeaveAsync"/>.</summary>
internal sealed class MqttOutput : IDisposable
{
    private readonly PipeWriter _writer;
    private readonly TimeSpan _writeTimeout;
    private readonly ITimer _timer;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _isSealed;

    /// <param name="writer">The connection's output.</param>
    /// <param name="time">Times flushes.</param>
    /// <param name="writeTimeout">How long a flush may take.</param>
    /// <param name="onStall">Called, on a timer's thread, when one takes longer.</param>
    public MqttOutput(PipeWriter writer, TimeProvider time, TimeSpan writeTimeout, Action onStall)
    {
        _writer = writer;
        _writeTimeout = writeTimeout;
        _timer = time.CreateTimer(static state => ((Action)state!)(), onStall, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan); // state is onStall
    }

    /// <summary>Null when nothing may be written any more: the DISCONNECT is out, or the connection is gone.</summary>
    public async ValueTask<PipeWriter?> EnterAsync()
    {
        await _gate.WaitAsync();
        if (!_isSealed)
        {
            return _writer;
        }

        _gate.Release();
        return null;
    }

    /// <summary>Flushes what was written since <see cref="EnterAsync"/> gave the writer, and lets the next one in.</summary>
    /// <param name="isLast">Whether nothing may follow.</param>
    public async ValueTask LeaveAsync(bool isLast = false)
    {
        try
        {
            _isSealed |= isLast;
            var flush = _writer.FlushAsync();
            if (flush.IsCompleted)
            {
                _isSealed |= (await flush).IsCompleted;
                return;
            }

            _timer.Change(_writeTimeout, Timeout.InfiniteTimeSpan);
            _isSealed |= (await flush).IsCompleted;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The read loop sees the same and closes the connection; what could not be sent is sent again by the client.
            _isSealed = true;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Nothing is written any more once this has completed.</summary>
    public async ValueTask SealAsync()
    {
        await _gate.WaitAsync();
        _isSealed = true;
        _gate.Release();
    }

    public void Dispose() => _timer.Dispose();
}
