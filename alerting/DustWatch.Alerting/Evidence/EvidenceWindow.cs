using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Evidence;

/// <summary>Computes a transition's numbers again from samples, by judging them once more.</summary>
internal sealed class EvidenceWindow(Transition transition, BoundRule rule, MonitoringPoint point, CalendarWindows calendar, FactorPlan? factor)
{
    private readonly Interval _window = transition.Window;

    /// <param name="samples">The series' samples that may have a part in the window, and the two before, by time.</param>
    /// <param name="covering">The same with what they cover, as far as they belong into the evidence.</param>
    public WindowEvidence ToEvidence(IEnumerable<Sample> samples, IReadOnlyList<EvidenceSample> covering)
    {
        var replay = new RuleReplay(point, rule, calendar, factor);
        replay.Run(samples, transition.At);
        var rebuilt = replay.Rebuild(transition);
        var whole = rule.IsTumbling ? calendar.FirstEndingAfter(rule.Rule.Window.Tumbling, _window.Start.Milliseconds) : (ShiftWindow?)null;
        return new WindowEvidence(transition, covering)
        {
            RangeTop = point.Ranges.TryGetValue(rule.Quantity, out var top) ? top : null,
            Whole = whole?.Span,
            Spans = SpansOf(whole),
            PartsAbove = rule.PartsAbove,
            Runs = replay.RunsOf(_window),
            Projection = whole is { } shift && rebuilt is { } found && IsProjected ? ProjectionOf(shift, found.Evaluation) : null,
            IsComplete = rebuilt?.Transition is { } again && again.Value == transition.Value && again.Low == transition.Low && again.Coverage == transition.Coverage,
        };
    }

    // A change away from 'projected' shows the projection too, except at the window's end.
    private bool IsProjected =>
        rule.HasProjection && transition.Reason != TransitionReason.WindowEnd && transition.Higher == Level.Projected;

    private List<Interval> SpansOf(ShiftWindow? whole)
    {
        var (start, end) = (_window.Start.Milliseconds, _window.End.Milliseconds);
        if (rule.Aggregate == Aggregate.LexW)
        {
            return [.. calendar
                .ShiftsOfName(Array.IndexOf(calendar.Names, transition.Shift), start, end)
                .SelectMany(shift => WorkedSpans(shift, shift.Span.Start.Milliseconds, Math.Min(end, shift.Span.End.Milliseconds)))];
        }

        return whole is { } one ? WorkedSpans(one, start, end) : [_window];
    }

    private EvidenceProjection ProjectionOf(ShiftWindow shift, in Evaluation evaluation) => new(
        new Interval(transition.At.Plus(-BoundRule.ProjectionMilliseconds), transition.At),
        WorkedSpans(shift, transition.At.Milliseconds, shift.Span.End.Milliseconds),
        rule.Show(evaluation.Sum, evaluation.Divisor),
        rule.Show(evaluation.RateSum, Math.Max(1, evaluation.RateCovered)));

    // Days and weeks have no breaks.
    private List<Interval> WorkedSpans(ShiftWindow shift, long from, long until) => calendar.WorkedSpans(shift.Shift, shift.Span.Start.Milliseconds, from, until);
}
