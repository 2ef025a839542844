namespace DustWatch.Backends.Influx;

/// <summary>One window of one series.</summary>
/// <param name="Series">point * Quantities.Count + quantity.</param>
/// <param name="Kind">Which length.</param>
/// <param name="Start">Excluded, ms.</param>
/// <param name="End">Included, ms.</param>
/// <param name="Shift">Number of the shift in the point's calendar, or -1.</param>
internal readonly record struct SummaryWindow(int Series, SummaryKind Kind, long Start, long End, int Shift = -1);
