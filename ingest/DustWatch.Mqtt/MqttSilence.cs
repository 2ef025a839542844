namespace DustWatch.Mqtt;

/// <summary>Notices that nothing was heard for too long: first the CONNECT, then the keep-alive [MQTT-3.1.2-22 (5.0), 3.1.2-24 (3.1.1)]. Time in which the connection is not read does not count.</summary>
/// <remarks>One timer a connection, set again when it fires and not at each packet: hearing something costs a time stamp.</remarks>
internal sealed class MqttSilence : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Action _onSilence;
    private readonly ITimer _timer;
    private long _heard; // time stamp
    private long _limitTicks; // of TimeSpan; 0 for none
    private volatile bool _isPaused;

    /// <param name="time">The clock.</param>
    /// <param name="limit">The first limit.</param>
    /// <param name="onSilence">Called on a timer's thread, perhaps more than once, when the limit has passed.</param>
    public MqttSilence(TimeProvider time, TimeSpan limit, Action onSilence)
    {
        _time = time;
        _onSilence = onSilence;
        _heard = time.GetTimestamp();
        _limitTicks = limit.Ticks;
        _timer = time.CreateTimer(static state => ((MqttSilence)state!).Look(), this, limit, Timeout.InfiniteTimeSpan); // state is this
    }

    /// <summary>Another limit from now on; zero for none.</summary>
    public void Restart(TimeSpan limit)
    {
        Heard();
        Volatile.Write(ref _limitTicks, limit.Ticks);
        _timer.Change(limit > TimeSpan.Zero ? limit : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A whole packet came.</summary>
    public void Heard() => Volatile.Write(ref _heard, _time.GetTimestamp());

    /// <summary>The connection is not read for reasons of our own.</summary>
    public void Pause() => _isPaused = true;

    public void Resume()
    {
        Heard();
        _isPaused = false;
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var limit = TimeSpan.FromTicks(Volatile.Read(ref _limitTicks));
        if (limit == TimeSpan.Zero)
        {
            return;
        }

        var left = _isPaused ? limit : limit - _time.GetElapsedTime(Volatile.Read(ref _heard));
        if (left <= TimeSpan.Zero)
        {
            _onSilence();
            return;
        }

        _timer.Change(left, Timeout.InfiniteTimeSpan);
    }
}
