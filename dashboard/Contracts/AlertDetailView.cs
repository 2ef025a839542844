namespace DustWatch.Dashboard.Contracts;

/// <summary>An alert with everything that the ledger holds about it.</summary>
public sealed record AlertDetailView(AlertView Alert, IReadOnlyList<TimelineEntryView> Timeline) : AlertView(Alert);
