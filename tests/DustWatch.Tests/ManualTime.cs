using DustWatch.Measurements;

namespace DustWatch.Tests;

/// <summary>A clock that stands until it is moved or set; timers fire on the thread that moves it, and none when it is set.</summary>
internal sealed class ManualTime(Instant start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private long _ticks = start.Milliseconds * TimeSpan.TicksPerMillisecond;

    /// <summary>A clock that begins at the epoch.</summary>
    public ManualTime()
        : this(new Instant(0))
    {
    }

    /// <summary>The time; it may be set backwards too.</summary>
    public Instant Now
    {
        get => new(GetTimestamp() / TimeSpan.TicksPerMillisecond);
        set => Volatile.Write(ref _ticks, value.Milliseconds * TimeSpan.TicksPerMillisecond);
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var end = GetTimestamp() + by.Ticks;
        while (true)
        {
            ManualTimer? next;
            lock (_gate)
            {
                next = _timers.Where(t => t.Due <= end).MinBy(t => t.Due);
                Volatile.Write(ref _ticks, next is null ? end : Math.Max(_ticks, next.Due));
                next?.Rearm();
            }

            if (next is null)
            {
                return;
            }

            next.Fire();
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public long Due { get; private set; } = long.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                _period = period;
                Due = dueTime < TimeSpan.Zero ? long.MaxValue : time._ticks + dueTime.Ticks;
            }

            return true;
        }

        public void Rearm() => Due = _period > TimeSpan.Zero ? Due + _period.Ticks : long.MaxValue;

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (time._gate)
            {
                Due = long.MaxValue;
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
