namespace DustWatch.Backends.Influx;

/// <summary>A stretch of the log that was left behind, so that what comes now is not kept waiting; it is stored beside it, oldest first.</summary>
/// <param name="From">Stored up to here.</param>
/// <param name="To">Position of the last record.</param>
internal readonly record struct InfluxRange(InfluxMark From, long To);
