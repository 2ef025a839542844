namespace DustWatch.Benchmarks.Ingest;

/// <summary>What a process that the suite sends to does with the messages.</summary>
internal enum TargetKind
{
    /// <summary>The embedded endpoint up to validated samples, which nobody keeps.</summary>
    Endpoint,

    /// <summary>The embedded endpoint with its log on disk.</summary>
    DurableEndpoint,

    /// <summary>Kestrel, a frame reader and a scanner.</summary>
    Bare,

    /// <summary>Reads and forgets.</summary>
    Sink,

    /// <summary>Our client of an external broker, up to validated samples, which nobody keeps.</summary>
    BrokerClient,

    /// <summary>A socket that reads what a broker sends, and a counter.</summary>
    BareReader,
}
