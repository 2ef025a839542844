using DustWatch.Measurements;

namespace DustWatch.Ingest.Log;

/// <summary>A sample whose time cannot be right (<c>future</c>, <c>past</c>): kept, shown, and not judged.</summary>
/// <param name="Position">See <see cref="LogRecord"/>.</param>
/// <param name="At">Arrival.</param>
/// <param name="Device">Who sent it; <c>anonymous</c> for clients without a name.</param>
/// <param name="Sample">As sent.</param>
/// <param name="Reason">The contract's reason.</param>
public sealed record QuarantinedSample(long Position, Instant At, string Device, Sample Sample, string Reason) : LogRecord(Position, At);
