using DustWatch.Measurements;

namespace DustWatch.Alerting.Book;

/// <summary>One open or past alert of a point and rule: a fold over its transitions and what people did.</summary>
/// <param name="Id">Its first episode's, <c>point~rule~ms</c>; never changes.</param>
/// <param name="Seq">Number of the ledger entry that changed it last.</param>
/// <param name="Point">Id.</param>
/// <param name="Enterprise">Id.</param>
/// <param name="District">Id, or null.</param>
/// <param name="Rule">Id.</param>
/// <param name="Quantity">What was judged; null for <c>offline</c>.</param>
/// <param name="Level">Highest while active: the level now; once cleared: the level it had last.</param>
/// <param name="IsActive">Whether the condition holds.</param>
/// <param name="IsAcknowledged">Whether a person has seen it.</param>
/// <param name="IsStale">Active, but without a valid sample for max(window, 1 h): not on the active list, not cleared.</param>
/// <param name="Case">Case state.</param>
/// <param name="Since">Start of its first episode.</param>
/// <param name="Until">End of its last episode; null while active.</param>
/// <param name="Value">As in the transition that decided the level.</param>
/// <param name="Unit">Unit of <paramref name="Value"/>.</param>
/// <param name="Limit">What the value is compared with.</param>
/// <param name="Coverage">Covered part of the window, 0 to 1.</param>
/// <param name="Window">The window of the last transition.</param>
/// <param name="Peak">The highest sample of the window.</param>
/// <param name="Shift">Name of the shift, for shift rules.</param>
/// <param name="Reason">Of the last transition.</param>
/// <param name="Sentence">Why.</param>
/// <param name="Clause">Standard, edition and clause.</param>
/// <param name="Assignee">User name, or null.</param>
/// <param name="Episode">The episode it is in, or was in last.</param>
/// <param name="Revision">Of the last transition.</param>
/// <param name="Previous">Id of the alert before it of the same point and rule, or null.</param>
public sealed record Alert(
    string Id,
    long Seq,
    string Point,
    string Enterprise,
    string? District,
    string Rule,
    Quantity? Quantity,
    Level Level,
    bool IsActive,
    bool IsAcknowledged,
    bool IsStale,
    CaseState Case,
    Instant Since,
    Instant? Until,
    double? Value,
    string? Unit,
    double? Limit,
    double? Coverage,
    Interval Window,
    Peak? Peak,
    string? Shift,
    TransitionReason Reason,
    Sentence Sentence,
    string? Clause,
    string? Assignee,
    string Episode,
    int Revision,
    string? Previous)
{
    /// <summary>Where the shift is heading, for <c>projected</c>; not stored: whoever shows the alert asks the detector.</summary>
    public Projection? Projection { get; init; }

    /// <summary>The level that was acknowledged last; null when none was. A higher one asks again.</summary>
    public Level? AcknowledgedLevel { get; init; }

    /// <summary><c>ACTIVE_UNACK</c>, <c>ACTIVE_ACK</c>, <c>CLEARED_UNACK</c> or <c>CLEARED_ACK</c>.</summary>
    public string State => (IsActive ? "ACTIVE_" : "CLEARED_") + (IsAcknowledged ? "ACK" : "UNACK");
}
