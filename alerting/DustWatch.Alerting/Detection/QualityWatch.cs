using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Finds what is wrong with the samples of a series: stuck, over range, too steep, at the wrong pace, without a factor.</summary>
internal sealed class QualityWatch(DetectionPlan plan, DetectionState state, FaultLevels faults)
{
    /// <summary>Judges one sample that is neither late nor a repeat, before any rule on exposure is. The series' own state still stands before it.</summary>
    public void Judge(int number, in Sample sample, in Step step, Findings output)
    {
        var series = plan.Series[number];
        if (series.Quality.Length == 0)
        {
            return;
        }

        ref var quality = ref state.Quality[number];
        var last = state.Fronts[number].LastTime;
        if (series.HasSpacings && last != SeriesState.Never)
        {
            (quality.Spacings ??= new Spacings()).Add(step.To - last);
        }

        var isSame = quality.ValidTime != SeriesState.Never && sample.Value == quality.ValidValue && sample.Value > series.Resolution && !step.IsBroken;
        var sameSince = isSame ? quality.SameSince : step.To;
        foreach (ref readonly var rule in series.Quality.AsSpan())
        {
            if (Holds(series, rule, quality, sample, step, isSame ? sameSince : long.MaxValue) is { } isHolding)
            {
                quality.StuckSince = isHolding && rule.Rule.Kind == RuleKind.Stuck ? sameSince : quality.StuckSince;
                var facts = FactsOf(series, rule, quality, sample, step, quality.StuckSince == SeriesState.Never ? step.From : quality.StuckSince);
                faults.Set(plan.Points[series.Local], rule.Number, (int)series.Quantity, isHolding, step.To, facts, output);
            }
        }

        if (step.IsValid)
        {
            (quality.ValidTime, quality.ValidValue, quality.SameSince) = (step.To, sample.Value, sameSince);
        }
    }

    /// <summary>Whether the rule finds a fault; null where this sample says nothing of it.</summary>
    private static bool? Holds(SeriesPlan series, in BoundQuality rule, in QualityState quality, in Sample sample, in Step step, long sameSince)
    {
        if (rule.Rule.Kind == RuleKind.Interval)
        {
            return quality.Spacings is { } spacings && spacings.TryGetTwiceMedian(out var twice)
                && (twice > 3 * series.IntervalMilliseconds || twice < series.IntervalMilliseconds);
        }

        return !step.IsValid ? null : rule.Rule.Kind switch
        {
            RuleKind.Stuck => sameSince != long.MaxValue && step.To - sameSince >= rule.Rule.AfterMilliseconds,
            RuleKind.AboveRange => step.IsCensored,
            RuleKind.Step => IsStep(series, rule, quality, sample, step),
            _ => step.IsUncorrected,
        };
    }

    private static bool IsStep(SeriesPlan series, in BoundQuality rule, in QualityState quality, in Sample sample, in Step step) =>
        quality.ValidTime != SeriesState.Never
        && step.To - quality.ValidTime <= series.HoldMilliseconds
        && Wide.Product(Math.Abs(sample.Value - quality.ValidValue), 1_000) > Wide.Product(rule.PerSecond, step.To - quality.ValidTime);

    private static FaultFacts FactsOf(SeriesPlan series, in BoundQuality rule, in QualityState quality, in Sample sample, in Step step, long stuckSince)
    {
        var traits = Quantities.Of(series.Quantity);
        var from = rule.Rule.Kind == RuleKind.Stuck ? stuckSince : step.From;
        double? value = rule.Rule.Kind switch
        {
            RuleKind.Stuck or RuleKind.AboveRange => traits.ToUnit(step.Value),
            RuleKind.Step when quality.ValidTime != SeriesState.Never => traits.ToUnit(Math.Abs(sample.Value - quality.ValidValue)) * 1_000 / (step.To - quality.ValidTime),
            _ => null,
        };
        double? limit = rule.Rule.Kind switch
        {
            RuleKind.AboveRange when series.RangeTop is { } top => traits.ToUnit(top),
            RuleKind.Step => traits.ToUnit(rule.PerSecond),
            _ => null,
        };
        return new FaultFacts(new Interval(new Instant(from), sample.Time), series.Quantity, value, limit, step.IsCensored);
    }
}
