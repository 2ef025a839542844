using DustWatch.Measurements;

namespace DustWatch.Ingest.Log;

/// <summary>A control record: from here on these rules hold, whole (RULES.json); without any text, each point's default rules.</summary>
/// <param name="Position">See <see cref="LogRecord"/>.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Version">1, 2, 3, …</param>
/// <param name="Json">UTF-8; empty for the default rules.</param>
public sealed record RulesChange(long Position, Instant At, int Version, ReadOnlyMemory<byte> Json) : LogRecord(Position, At);
