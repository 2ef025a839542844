using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>What judging a point again has changed. It is committed first; then the detector takes the point's state.</summary>
/// <param name="Point">Number of the point.</param>
/// <param name="Since">Nothing before it changes.</param>
/// <param name="Replayed">Where the point's state stands now.</param>
/// <param name="Transitions">What differs, with its revision, by at, rule, n; withdrawn ones with that reason.</param>
/// <param name="Verdicts">What differs, with its revision, by end of window, rule, shift.</param>
public sealed record PointRevision(
    int Point, Instant Since, Detector Replayed, IReadOnlyList<Transition> Transitions, IReadOnlyList<VerdictRevision> Verdicts)
{
    /// <summary>Whether everything found before stands.</summary>
    public bool IsEmpty => Transitions.Count == 0 && Verdicts.Count == 0;
}
