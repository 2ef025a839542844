namespace DustWatch.Ingest.Endpoints;

/// <summary>Messages of one protocol, by what became of them. Any thread.</summary>
public sealed class IntakeCounters
{
    private long _taken;
    private long _refused;

    /// <summary>Messages of which something was taken, or that hold nothing to take.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Messages of which nothing was taken.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    internal void Count(int taken, int refused)
    {
        Interlocked.Add(ref _taken, taken);
        Interlocked.Add(ref _refused, refused);
    }
}
