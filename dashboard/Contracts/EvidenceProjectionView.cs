namespace DustWatch.Dashboard.Contracts;

/// <summary>What a projected value rests on besides the window.</summary>
/// <param name="Rate">The 15 minutes whose mean rate, without breaks, goes on to the shift's end.</param>
/// <param name="Remaining">What is left of the shift, without its breaks.</param>
/// <param name="SoFar">The window's own value, nothing more to come.</param>
/// <param name="RateMean">The mean over <paramref name="Rate"/>: what 8 h of it would give.</param>
public sealed record EvidenceProjectionView(WindowView Rate, IReadOnlyList<WindowView> Remaining, double? SoFar, double? RateMean);
