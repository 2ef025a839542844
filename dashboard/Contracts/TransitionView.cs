using DustWatch.Alerting;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>A transition, its keys in the order of the ledger's lines.</summary>
public sealed record TransitionView(
    string Point,
    string Rule,
    string Episode,
    Quantity? Quantity,
    Level From,
    Level To,
    Instant At,
    int N,
    TransitionReason Reason,
    double? Value,
    string? Unit,
    double? Low,
    double? High,
    double? Limit,
    WindowView Window,
    double? Coverage,
    PeakView? Peak,
    string? Shift,
    bool Censored,
    bool Uncorrected,
    bool Flapping,
    int Revision,
    string? Clause);
