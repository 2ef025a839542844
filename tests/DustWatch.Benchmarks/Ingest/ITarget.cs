namespace DustWatch.Benchmarks.Ingest;

/// <summary>A process that takes messages: one of ours, or mosquitto.</summary>
internal interface ITarget : IAsyncDisposable
{
    /// <summary>Where it listens on loopback.</summary>
    int Port { get; }

    /// <summary>How it stands now; where it counts messages, as soon as it has taken so many.</summary>
    /// <param name="messages">Messages to wait for, of all that it has taken so far; 0 where it does not count them.</param>
    Task<TargetMark> MarkAsync(long messages = 0);
}
