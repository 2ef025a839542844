using DustWatch.Measurements;

namespace DustWatch.Ingest.Log;

/// <summary>Samples that had been set aside were taken into the log again with a mended time, in records before this one: they are set aside no longer.</summary>
/// <param name="Position">See <see cref="LogRecord"/>.</param>
/// <param name="At">When.</param>
/// <param name="Quarantined">Positions of the records that had set them aside.</param>
public sealed record Readmission(long Position, Instant At, ReadOnlyMemory<long> Quarantined) : LogRecord(Position, At);
