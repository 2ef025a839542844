namespace DustWatch.Backends.Influx;

/// <summary>How far everything is stored.</summary>
/// <param name="Position">In the log.</param>
/// <param name="Ledger">Number of the ledger's entry.</param>
/// <param name="At">The log's time at that position, ms; 0 when it is not known.</param>
internal readonly record struct InfluxMark(long Position, long Ledger, long At);
