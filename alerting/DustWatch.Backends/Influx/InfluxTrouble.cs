using DustWatch.Measurements;

namespace DustWatch.Backends.Influx;

/// <summary>Why nothing can be stored at the moment. What waits is in the log.</summary>
/// <param name="Since">Of the first failure after a success.</param>
/// <param name="Reason">Of the last one, for a person.</param>
public sealed record InfluxTrouble(Instant Since, string Reason);
