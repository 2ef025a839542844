namespace DustWatch.Dashboard.Contracts;

/// <summary>Everything from which a third party can compute an alert's number again.</summary>
/// <param name="Alert">The alert as it is now.</param>
/// <param name="Transition">The transition that decided its level.</param>
/// <param name="Rule">The rule that made it.</param>
/// <param name="Standard">The standard that the level rests on.</param>
/// <param name="Edition">Its edition.</param>
/// <param name="Clause">Its clause.</param>
/// <param name="Formula">How the value is computed.</param>
/// <param name="Window">The window's edges, (start, end].</param>
/// <param name="Interval">The point's sampling interval, ISO 8601.</param>
/// <param name="Samples">The window's samples and the one before, by time; empty for <c>offline</c>, and when the caller asked for none.</param>
/// <param name="Value">The compared value.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Low">With every gap taken as no exposure.</param>
/// <param name="High">With every gap taken as the most that it may have been.</param>
/// <param name="Coverage">Covered part of the window.</param>
/// <param name="Limit">What the value was compared with.</param>
/// <param name="Device">What measured.</param>
/// <param name="Hashes">What the ledger holds of it.</param>
/// <param name="Projection">For a projected value, else null.</param>
/// <param name="Whole">The whole shift, day or week that the window is the passed part of; null of other windows.</param>
/// <param name="Spans">The stretches of the window that count: without breaks and, of a week of shifts, only those of the shifts of one name that start in it.</param>
/// <param name="Bound">What a short mean has to be above, in the quantity's unit; null where the rule looks at none.</param>
/// <param name="Runs">The runs of short means above it so far, or, where the rule counts them, those means themselves; else empty.</param>
/// <param name="Complete">Whether the samples give the value to the last digit. Not when the history no longer holds them, or holds one that came late.</param>
public sealed record EvidenceView(
    AlertView Alert,
    TransitionView Transition,
    RuleView Rule,
    string? Standard,
    string? Edition,
    string? Clause,
    FormulaView Formula,
    WindowView Window,
    string Interval,
    IReadOnlyList<EvidenceSampleView> Samples,
    double? Value,
    string? Unit,
    double? Low,
    double? High,
    double? Coverage,
    double? Limit,
    EvidenceDeviceView Device,
    EvidenceHashesView Hashes,
    EvidenceProjectionView? Projection,
    WindowView? Whole,
    IReadOnlyList<WindowView> Spans,
    decimal? Bound,
    IReadOnlyList<EvidenceRunView> Runs,
    bool Complete);
