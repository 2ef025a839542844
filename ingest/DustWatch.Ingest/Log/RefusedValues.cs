using DustWatch.Measurements;

namespace DustWatch.Ingest.Log;

/// <summary>What was refused since the tick before, of points whose senders may publish for them: it can make a point's data unusable, and so a result another.</summary>
/// <param name="Position">See <see cref="LogRecord"/>.</param>
/// <param name="At">When it was counted.</param>
/// <param name="Counts">Each point once, by number.</param>
public sealed record RefusedValues(long Position, Instant At, ReadOnlyMemory<RefusedCount> Counts) : LogRecord(Position, At);
