namespace DustWatch.Backends.Influx;

/// <summary>One window of one series.</summary>
/// <param name="Series">point * Quantities.Count + quantity.</param>
/// <param name="Kind">Which length.</param>
/// <param name="Start">Excluded, ms.</param>
/// <param name="End">Included, ms.</param>
/// <param name="Shift">Name of the shift when the window was opened: the calendar may be another when it closes. Null for the others.</param>
internal readonly record struct SummaryWindow(int Series, SummaryKind Kind, long Start, long End, string? Shift = null);
