namespace DustWatch.Benchmarks.Ingest;

/// <summary>A process that takes messages: one of ours, or mosquitto.</summary>
internal interface ITarget : IAsyncDisposable
{
    /// <summary>Where it listens on loopback.</summary>
    int Port { get; }

    /// <summary>How it stands now.</summary>
    Task<TargetMark> MarkAsync();
}
