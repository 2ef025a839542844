using System.Buffers;

namespace DustWatch.Mqtt;

/// <summary>Gathers what several callers send while the network takes what came before, so that many packets go out in one write. Any thread; one sender.</summary>
internal sealed class MqttSendBuffer : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _filled = new(0, 1);
    private ArrayBufferWriter<byte> _filling = new();
    private ArrayBufferWriter<byte> _sending = new();
    private TaskCompletionSource? _room;
    private bool _isEnded;

    /// <summary>Writes one packet. False when the connection has ended.</summary>
    /// <param name="version">The connection's version.</param>
    /// <param name="publish">The packet.</param>
    public bool TryAdd(MqttVersion version, in MqttPublish publish)
    {
        lock (_gate)
        {
            if (_isEnded)
            {
                return false;
            }

            PublishPacket.Write(_filling, version, publish);
            Signal();
            return true;
        }
    }

    /// <summary>Writes the bytes of a whole packet. False when the connection has ended.</summary>
    public bool TryAdd(ReadOnlySpan<byte> packet)
    {
        lock (_gate)
        {
            if (_isEnded)
            {
                return false;
            }

            _filling.Write(packet);
            Signal();
            return true;
        }
    }

    /// <summary>Completes when there is room for another packet, or the connection has ended.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_gate)
        {
            if (_isEnded || _filling.WrittenCount < MqttLimits.SendBufferBytesMax)
            {
                return Task.CompletedTask;
            }

            _room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>All that was gathered; valid until the next call. Empty when nothing more will come.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_filling.WrittenCount > 0 || _isEnded)
                {
                    _sending.ResetWrittenCount();
                    (_filling, _sending) = (_sending, _filling);
                    _room?.SetResult();
                    _room = null;
                    return _sending.WrittenMemory;
                }
            }

            await _filled.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Nothing is taken in any more; what is there still goes out.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isEnded = true;
            _room?.SetResult();
            _room = null;
            Signal();
        }
    }

    public void Dispose() => _filled.Dispose();

    private void Signal()
    {
        if (_filled.CurrentCount == 0)
        {
            _filled.Release();
        }
    }
}
