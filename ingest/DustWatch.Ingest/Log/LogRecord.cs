using DustWatch.Measurements;

namespace DustWatch.Ingest.Log;

/// <summary>One record of the log: everything that can change a result is one, in one order.</summary>
/// <param name="Position">Its place, from 1, without holes.</param>
/// <param name="At">Server time at which it was taken into the log; never falls from one record to the next.</param>
public abstract record LogRecord(long Position, Instant At);
