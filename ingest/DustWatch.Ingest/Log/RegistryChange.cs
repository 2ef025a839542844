using DustWatch.Measurements;

namespace DustWatch.Ingest.Log;

/// <summary>A control record: from here on this registry holds, whole (<c>RegistryWriter</c>'s JSON).</summary>
/// <param name="Position">See <see cref="LogRecord"/>.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Version">1, 2, 3, …</param>
/// <param name="Json">UTF-8.</param>
public sealed record RegistryChange(long Position, Instant At, int Version, ReadOnlyMemory<byte> Json) : LogRecord(Position, At);
