namespace DustWatch.Dashboard.Contracts;

/// <summary>An alert with everything that the ledger holds about it.</summary>
public sealed record AlertDetailView : AlertView
{
    public AlertDetailView(AlertView alert, IReadOnlyList<TimelineEntryView> timeline)
        : base(alert) => Timeline = timeline;

    /// <summary>In the ledger's order.</summary>
    public IReadOnlyList<TimelineEntryView> Timeline { get; }
}
