using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Evidence;

/// <summary>Computes a transition's numbers again from samples and the intervals that they cover, in the detector's whole numbers.</summary>
internal sealed class EvidenceWindow(Transition transition, BoundRule rule, long? rangeTop)
{
    public WindowEvidence ToEvidence(IReadOnlyList<EvidenceSample> samples, MonitoringPoint point)
    {
        var evaluation = Evaluate(samples);
        var isProjected = IsProjected();
        if (isProjected)
        {
            Project(samples, ShiftOf(point), ref evaluation);
        }

        var value = isProjected && evaluation.RateCovered > 0
            ? rule.Show(evaluation.ProjectedSum, evaluation.ProjectedDivisor)
            : rule.Show(evaluation.Sum, evaluation.Divisor);
        var isComplete = evaluation.Covered > 0
            && value == transition.Value
            && Bounds.Low(rule, evaluation) == transition.Low
            && FixedPoint.Quotient(evaluation.Covered, evaluation.Length) == transition.Coverage;
        return new WindowEvidence(transition, samples, rangeTop, isProjected ? ProjectionOf(point, evaluation) : null, isComplete);
    }

    // A change away from 'projected' shows the projection too, except at the window's end.
    private bool IsProjected() =>
        rule.HasProjection && transition.Reason != TransitionReason.WindowEnd && (transition.To > transition.From ? transition.To : transition.From) == Level.Projected;

    private Evaluation Evaluate(IReadOnlyList<EvidenceSample> samples)
    {
        var window = transition.Window;
        var (sum, covered) = SumOf(samples, window);
        var evaluation = new Evaluation
        {
            At = transition.At.Milliseconds,
            Start = window.Start.Milliseconds,
            Length = window.Milliseconds,
            Covered = covered,
            IsEnough = covered * FixedPoint.One >= window.Milliseconds * rule.MinCoverageMillionths,
            WholeSum = sum,
        };
        (evaluation.Sum, evaluation.Divisor) = rule switch
        {
            { IsRaw: true } => (RawOf(samples, window), 1),
            { Rule.IsDivisorFixed: true } => (sum, BoundRule.EightHours),
            _ => (sum, evaluation.IsEnough ? covered : window.Milliseconds),
        };
        evaluation.Divisor = Math.Max(1, evaluation.Divisor); // nothing is covered: 0 / 1
        return evaluation;
    }

    private void Project(IReadOnlyList<EvidenceSample> samples, Interval shift, ref Evaluation evaluation)
    {
        (evaluation.RateSum, evaluation.RateCovered) = SumOf(samples, RateWindow());
        evaluation.Remaining = shift.End - transition.At;
    }

    private EvidenceProjection ProjectionOf(MonitoringPoint point, in Evaluation evaluation) => new(
        ShiftOf(point),
        RateWindow(),
        rule.Show(evaluation.Sum, evaluation.Divisor),
        rule.Show(evaluation.RateSum, Math.Max(1, evaluation.RateCovered)));

    private Interval RateWindow() => new(transition.At.Plus(-BoundRule.ProjectionMilliseconds), transition.At);

    private Interval ShiftOf(MonitoringPoint point) =>
        new CalendarWindows(point.Calendar).FirstEndingAfter(WindowKind.Shift, transition.Window.Start.Milliseconds).Span;

    private (Int128 Sum, long Covered) SumOf(IReadOnlyList<EvidenceSample> samples, Interval window)
    {
        var (sum, covered) = ((Int128)0, 0L);
        foreach (var sample in samples)
        {
            var part = PartOf(sample, window);
            sum += rule.Weights.Over(CountedOf(sample), part);
            covered += part;
        }

        return (sum, covered);
    }

    private Int128 RawOf(IReadOnlyList<EvidenceSample> samples, Interval window)
    {
        var values = samples.Where(sample => PartOf(sample, window) > 0).Select(CountedOf).ToList();
        return values.Count == 0 ? 0 : rule.Aggregate switch
        {
            Aggregate.Max => values.Max(),
            Aggregate.Min => values.Min(),
            Aggregate.Count => Wide.Product(values.Count(value => value > rule.Over), FixedPoint.One),
            _ => values[^1],
        };
    }

    private static long PartOf(EvidenceSample sample, Interval window) =>
        sample.Flag.IsValid() ? new Interval(sample.Start, sample.Time).OverlapMilliseconds(window) : 0;

    private long CountedOf(EvidenceSample sample)
    {
        var value = Coverage.ValueOf(sample.Value, sample.Flag, rangeTop);
        return sample.Factor == 1 ? value : FactorPlan.Corrected(value, sample.Factor);
    }
}
