using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>An alert, the contract's keys in the contract's order, then what explains it.</summary>
public record AlertView(
    string Id,
    long Seq,
    string Point,
    string Enterprise,
    string? District,
    string Rule,
    Level Level,
    bool Active,
    bool Acknowledged,
    bool Stale,
    string State,
    CaseState Case,
    Instant Since,
    Instant? Until,
    double? Value,
    string? Unit,
    double? Limit,
    double? Coverage,
    ProjectionView? Projection,
    BilingualView Sentence,
    string? Clause,
    string? Assignee,
    string Episode,
    int Revision,
    string? Previous,
    Quantity? Quantity,
    WindowView Window,
    PeakView? Peak,
    string? Shift,
    TransitionReason Reason,
    Level? AcknowledgedLevel);
