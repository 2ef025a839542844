using DustWatch.Alerting.Detection;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Evidence;

/// <summary>What a transition's value was computed from, so that anybody can compute it again.</summary>
/// <param name="Transition">The transition.</param>
/// <param name="Samples">
/// Every sample, valid or not, that lies in the window or covers a part of it, by time, with the one before: its time shows where the first one's
/// interval starts. Empty for <c>offline</c>.
/// </param>
public sealed record WindowEvidence(Transition Transition, IReadOnlyList<EvidenceSample> Samples)
{
    /// <summary>Top of the instrument's range, scaled as samples are: what a sample over range counts as at least; null when none is stated.</summary>
    public long? RangeTop { get; init; }

    /// <summary>The whole shift, day or week that the window is the passed part of; null of other windows.</summary>
    public Interval? Whole { get; init; }

    /// <summary>The stretches of the window that count, by time: without breaks and, of a week of shifts, only those of the shifts that are summed.</summary>
    public IReadOnlyList<Interval> Spans { get; init; } = [];

    /// <summary>What a short mean has to be above, in the quantity's unit; null of a rule without parts.</summary>
    public decimal? PartsAbove { get; init; }

    /// <summary>The runs of the window so far, or its parts above the bound, by start. Empty of a rule without parts.</summary>
    public IReadOnlyList<PartRun> Runs { get; init; } = [];

    /// <summary>For a projected value, else null.</summary>
    public EvidenceProjection? Projection { get; init; }

    /// <summary>
    /// Whether these samples give the transition's value, lower bound and coverage to the last digit. They may not when the history no longer holds them, or
    /// holds one that arrived only after a later one: such a late sample is not told apart in the history.
    /// </summary>
    public bool IsComplete { get; init; }
}
