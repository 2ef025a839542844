using DustWatch.Measurements;

namespace DustWatch.Ingest.Log;

/// <summary>Samples that were committed together; <see cref="LogRecord.At"/> is their arrival.</summary>
/// <param name="Position">See <see cref="LogRecord"/>.</param>
/// <param name="At">Arrival.</param>
/// <param name="Samples">In order of arrival; valid ones only as <see cref="SampleFlag"/> says, refused ones never.</param>
public sealed record SampleBatch(long Position, Instant At, ReadOnlyMemory<Sample> Samples) : LogRecord(Position, At);
