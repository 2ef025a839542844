using DustWatch.Measurements;

namespace DustWatch.Alerting;

/// <summary>
/// A point and rule going from one level to another, at an instant. Written as JSON with the keys in this order (<see cref="TransitionJson"/>).
/// (point, rule, at, n, revision) is its key.
/// </summary>
/// <param name="Point">Id.</param>
/// <param name="Rule">Id.</param>
/// <param name="Episode"><c>point~rule~ms</c> of the episode's first transition away from normal.</param>
/// <param name="Quantity">What was judged; null for <c>offline</c>.</param>
/// <param name="From">Level before.</param>
/// <param name="To">Level after.</param>
/// <param name="At">Event time of the evaluation that made it.</param>
/// <param name="N">Its order within <paramref name="At"/>, from 0.</param>
/// <param name="Reason">Why.</param>
/// <param name="Value">The compared value, of the higher of the two levels, in <paramref name="Unit"/>.</param>
/// <param name="Unit">Unit of the compared value.</param>
/// <param name="Low">The value with every gap taken as no exposure.</param>
/// <param name="High">The value with every gap taken as the top of the range, or as the highest minute.</param>
/// <param name="Limit">What the value is compared with, of the higher of the two levels.</param>
/// <param name="Window">The window's edges so far.</param>
/// <param name="Coverage">Covered part of <paramref name="Window"/>, 0 to 1.</param>
/// <param name="Peak">The highest sample in the window.</param>
/// <param name="Shift">Name of the shift that <paramref name="At"/> lies in, for shift rules.</param>
/// <param name="IsCensored">A sample of the window was over range.</param>
/// <param name="IsUncorrected">A site factor was needed and missing.</param>
/// <param name="IsFlapping">Held by the flap guard.</param>
/// <param name="Revision">0, or how often a late sample changed it.</param>
/// <param name="Clause">Standard, edition and clause the level rests on.</param>
public sealed record Transition(
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
    Interval Window,
    double? Coverage,
    Peak? Peak,
    string? Shift,
    bool IsCensored,
    bool IsUncorrected,
    bool IsFlapping,
    int Revision,
    string? Clause)
{
    /// <summary>The level that value and limit belong to: the higher of the two.</summary>
    public Level Higher => From > To ? From : To;
}
