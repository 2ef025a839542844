namespace DustWatch.Alerting.Evidence;

/// <summary>What a transition's value was computed from, so that anybody can compute it again.</summary>
/// <param name="Transition">The transition.</param>
/// <param name="Samples">
/// Every sample, valid or not, that lies in the window or covers a part of it, by time, with the one before: its time shows where the first one's
/// interval starts. Empty for <c>offline</c>.
/// </param>
/// <param name="RangeTop">Top of the instrument's range, scaled as samples are: what a sample over range counts as at least; null when none is stated.</param>
/// <param name="Projection">For a projected value, else null.</param>
/// <param name="IsComplete">
/// Whether these samples give the transition's value, lower bound and coverage to the last digit. They may not when the history no longer holds them, or
/// holds one that arrived only after a later one: such a late sample is not told apart in the history.
/// </param>
public sealed record WindowEvidence(
    Transition Transition,
    IReadOnlyList<EvidenceSample> Samples,
    long? RangeTop,
    EvidenceProjection? Projection,
    bool IsComplete);
