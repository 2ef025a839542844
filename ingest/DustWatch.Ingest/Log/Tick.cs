using DustWatch.Measurements;

namespace DustWatch.Ingest.Log;

/// <summary>Server time went on: once a second.</summary>
/// <param name="Position">See <see cref="LogRecord"/>.</param>
/// <param name="At">The time.</param>
public sealed record Tick(long Position, Instant At) : LogRecord(Position, At);
