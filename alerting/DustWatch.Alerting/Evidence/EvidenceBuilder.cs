using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Alerting.Standards;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Evidence;

/// <summary>Finds what a transition rests on among a series' samples, by the detector's own rules of coverage and its own arithmetic. Pure; any thread.</summary>
public static class EvidenceBuilder
{
    /// <summary>The stretch of time whose samples may cover a part of the transition's window: none after it can.</summary>
    public static Interval SpanOf(Transition transition, MonitoringPoint point) =>
        new(transition.Window.Start, transition.Window.End.Plus(point.HoldMilliseconds));

    /// <summary>Builds the evidence of one transition.</summary>
    /// <param name="transition">What happened.</param>
    /// <param name="rule">The rule that found it.</param>
    /// <param name="point">Its point, as the registry had it then.</param>
    /// <param name="samples">
    /// The series' samples in <see cref="SpanOf"/>, and the two before where there are any, each time once, by time. Not read for <c>offline</c>.
    /// </param>
    /// <param name="factor">The site factor of the point's quantity, or null when there is none.</param>
    public static WindowEvidence Build(Transition transition, Rule rule, MonitoringPoint point, IReadOnlyList<Sample> samples, SiteFactor? factor = null)
    {
        if (transition.Quantity is not { } quantity || BoundRule.Create(rule, StandardsPacks.FindLimit(point, quantity)?.Limit) is not { } bound)
        {
            return new WindowEvidence(transition, []) { IsComplete = transition.Quantity is null };
        }

        var calendar = new CalendarWindows(point.Calendar);
        var known = factor is null ? null : FactorPlan.Create(factor, calendar);
        var window = new EvidenceWindow(transition, bound, point, calendar, known);
        var covering = Cover(transition.Window, point, samples, known);
        var evidence = window.ToEvidence(samples, covering);
        if (evidence.IsComplete || covering.Count == 0 || covering[^1].Time <= transition.Window.End)
        {
            return evidence;
        }

        // A tick may have closed the window before the sample came that reaches back into it; then that one had no part.
        var closedByTick = window.ToEvidence(samples.Where(sample => sample.Time <= transition.Window.End), covering[..^1]);
        return closedByTick.IsComplete ? closedByTick : evidence;
    }

    private static List<EvidenceSample> Cover(Interval window, MonitoringPoint point, IReadOnlyList<Sample> samples, FactorPlan? factor)
    {
        var covering = new List<EvidenceSample>(samples.Count);
        var previous = SeriesState.Never;
        EvidenceSample? before = null;
        foreach (var sample in samples)
        {
            var time = sample.Time.Milliseconds;
            var start = sample.Flag.IsValid() ? Coverage.StartOf(previous, time, point.IntervalMilliseconds, point.HoldMilliseconds) : time;
            var covered = new EvidenceSample(new Instant(start), sample.Time, sample.Value, factor is { } known && known.HoldsAt(time) ? known.K : 1, sample.Flag);
            previous = time;
            if (sample.Time <= window.Start)
            {
                before = covered;
            }
            else if (sample.Time <= window.End || covered.Start < window.End)
            {
                covering.Add(covered);
            }
        }

        return before is { } first ? [first, .. covering] : covering;
    }
}
