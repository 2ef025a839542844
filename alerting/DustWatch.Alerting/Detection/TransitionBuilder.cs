using System.Globalization;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Writes transitions down. Only here do whole numbers become doubles and text.</summary>
internal static class TransitionBuilder
{
    public static Transition Build(
        in TrackPlace place, in TrackState track, TrackSide? side, Level to, TransitionReason reason, int n, in Evaluation evaluation, in Step step)
    {
        var rule = place.Rule;
        var higher = to > track.Level ? to : track.Level;
        var level = Array.Find(rule.Levels, candidate => candidate.Level == higher)
            ?? throw new System.Diagnostics.UnreachableException($"Rule {rule.Rule.Id} has no level {higher}.");
        var isProjected = higher == Level.Projected && reason != TransitionReason.WindowEnd;
        var facts = WindowFacts.Of(place, track, evaluation, step, side?.Minutes);
        var traits = Quantities.Of(rule.Quantity);
        var (value, low, high) = rule.IsEpisodes && higher == Level.Severe && side?.Parts is { } parts
            ? OfPart(place, parts)
            : (isProjected ? Projected(rule, evaluation) : rule.Show(evaluation.Sum, evaluation.Divisor),
                Bounds.Low(rule, evaluation),
                Bounds.High(place, facts, evaluation));
        return new Transition(
            Point: place.Series.Point.Id,
            Rule: rule.Rule.Id,
            Episode: EpisodeOf(place.Series.Point, rule.Rule, track.EpisodeStart),
            Quantity: rule.Quantity,
            From: track.Level,
            To: to,
            At: new Instant(evaluation.At),
            N: n,
            Reason: reason,
            Value: value,
            Unit: rule.IsEpisodes && higher == Level.Severe ? rule.QuantityUnit : rule.Unit,
            Low: low,
            High: high,
            Limit: level.Limit,
            Window: new Interval(new Instant(evaluation.Start), new Instant(evaluation.At)),
            Coverage: FixedPoint.Quotient(evaluation.Covered, evaluation.Length),
            Peak: facts.HasPeak ? new Peak(new Instant(facts.PeakTime), traits.ToUnit(facts.PeakValue)) : null,
            Shift: ShiftOf(place, track, evaluation),
            IsCensored: (facts.Marks & SampleMarks.Censored) != 0,
            IsUncorrected: (facts.Marks & SampleMarks.Uncorrected) != 0,
            IsFlapping: side?.Flap is { IsFlapping: true },
            Revision: 0,
            Clause: level.Clause);
    }

    /// <summary>Of silence: nothing but the stretch since the last sample.</summary>
    public static Transition Build(MonitoringPoint point, Rule rule, in FaultState fault, Level to, Instant at, int n, TransitionReason reason, in FaultFacts facts) => new(
        Point: point.Id,
        Rule: rule.Id,
        Episode: EpisodeOf(point, rule, fault.EpisodeStart),
        Quantity: facts.Quantity,
        From: to == Level.Fault ? Level.Normal : Level.Fault,
        To: to,
        At: at,
        N: n,
        Reason: reason,
        Value: facts.Value,
        Unit: facts.Value is not null && facts.Quantity is { } quantity ? Quantities.Of(quantity).Unit : null,
        Low: null,
        High: null,
        Limit: facts.Limit,
        Window: facts.Window,
        Coverage: null,
        Peak: null,
        Shift: null,
        IsCensored: facts.IsCensored,
        IsUncorrected: false,
        IsFlapping: fault.Flap is { IsFlapping: true },
        Revision: 0,
        Clause: rule.Clause);

    /// <summary>Name of the shift that the window lies in or, of a week of shifts, whose it is; null for others.</summary>
    public static string? ShiftOf(in TrackPlace place, in TrackState track, in Evaluation evaluation) => place.Rule switch
    {
        { Aggregate: Aggregate.LexW } => place.Series.Calendar.Names[evaluation.Name],
        { Rule.Window.Tumbling: WindowKind.Shift } => place.Series.Calendar.ShiftName(track.Shift),
        _ => null,
    };

    private static double? Projected(BoundRule rule, in Evaluation evaluation) =>
        evaluation.HasProjection ? rule.Show(evaluation.ProjectedSum, evaluation.ProjectedDivisor) : null;

    /// <summary>Mean and bounds of the part that was judged last.</summary>
    private static (double? Value, double? Low, double? High) OfPart(in TrackPlace place, PartRuns parts)
    {
        if (parts.JudgedCovered == 0)
        {
            return default;
        }

        var rule = place.Rule;
        var mean = rule.ShowMean(parts.JudgedSum, parts.JudgedCovered);
        var gap = parts.JudgedWorked - parts.JudgedCovered;
        var high = place.Series.JudgedTopAt(parts.JudgedEnd) is { } top
            ? rule.ShowMean(parts.JudgedSum + rule.Weights.Over(top, gap), parts.JudgedWorked)
            : mean;
        return (mean, rule.ShowMean(parts.JudgedSum, parts.JudgedWorked), high);
    }

    private static string EpisodeOf(MonitoringPoint point, Rule rule, long start) =>
        string.Create(CultureInfo.InvariantCulture, $"{point.Id}~{rule.Id}~{start}");
}
