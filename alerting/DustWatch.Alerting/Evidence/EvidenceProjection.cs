using DustWatch.Measurements;

namespace DustWatch.Alerting.Evidence;

/// <summary>What a projected value rests on besides the window: value at the end = what is summed so far + rate × time that remains.</summary>
/// <param name="Rate">The stretch whose mean rate goes on, the last 15 minutes; its breaks do not count.</param>
/// <param name="Remaining">What is left of the shift, without its breaks.</param>
/// <param name="SoFar">The value of the window, without what is still to come, in the unit of the compared value; null for the level of nothing.</param>
/// <param name="RateMean">The mean over <paramref name="Rate"/> in the unit of the compared value: of an 8-hour value the one that 8 h of it would give.</param>
public sealed record EvidenceProjection(Interval Rate, IReadOnlyList<Interval> Remaining, double? SoFar, double? RateMean);
