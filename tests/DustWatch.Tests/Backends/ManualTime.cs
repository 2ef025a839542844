using DustWatch.Measurements;

namespace DustWatch.Tests.Backends;

/// <summary>A clock that stands until it is set, backwards too.</summary>
internal sealed class ManualTime(Instant start) : TimeProvider
{
    private long _now = start.Milliseconds;

    public Instant Now
    {
        get => new(Interlocked.Read(ref _now));
        set => Interlocked.Exchange(ref _now, value.Milliseconds);
    }

    public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();
}
