using System.Globalization;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Writes transitions down. Only here do whole numbers become doubles and text.</summary>
internal static class TransitionBuilder
{
    public static Transition Build(in TrackPlace place, in TrackState track, Level to, TransitionReason reason, int n, in Evaluation evaluation, in Step step)
    {
        var rule = place.Rule;
        var higher = to > track.Level ? to : track.Level;
        var level = Array.Find(rule.Levels, candidate => candidate.Level == higher)
            ?? throw new System.Diagnostics.UnreachableException($"Rule {rule.Rule.Id} has no level {higher}.");
        var isProjected = higher == Level.Projected && reason != TransitionReason.WindowEnd && evaluation.HasProjection;
        var facts = WindowFacts.Of(place, track, evaluation, step);
        var traits = Quantities.Of(rule.Quantity);
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
            Value: isProjected
                ? rule.Show(evaluation.ProjectedSum, evaluation.ProjectedDivisor)
                : rule.Show(evaluation.Sum, evaluation.Divisor),
            Unit: rule.Unit,
            Low: Bounds.Low(rule, evaluation),
            High: Bounds.High(place, facts, evaluation),
            Limit: level.Limit,
            Window: new Interval(new Instant(evaluation.Start), new Instant(evaluation.Start + evaluation.Length)),
            Coverage: FixedPoint.Quotient(evaluation.Covered, evaluation.Length),
            Peak: facts.HasPeak ? new Peak(new Instant(facts.PeakTime), traits.ToUnit(facts.PeakValue)) : null,
            Shift: rule.Rule.Window.Kind == WindowKind.Shift ? place.Series.Calendar.ShiftName(track.Shift) : null,
            IsCensored: facts.IsCensored,
            IsUncorrected: place.Series.IsUncorrected,
            IsFlapping: false,
            Revision: 0,
            Clause: level.Clause);
    }

    /// <summary>Of silence: nothing but the stretch since the last sample.</summary>
    public static Transition Build(MonitoringPoint point, Rule rule, in SilenceState silence, long last, long at, int n, TransitionReason reason) => new(
        Point: point.Id,
        Rule: rule.Id,
        Episode: EpisodeOf(point, rule, silence.EpisodeStart),
        Quantity: null,
        From: silence.IsFault ? Level.Fault : Level.Normal,
        To: silence.IsFault ? Level.Normal : Level.Fault,
        At: new Instant(at),
        N: n,
        Reason: reason,
        Value: null,
        Unit: null,
        Low: null,
        High: null,
        Limit: null,
        Window: new Interval(new Instant(last), new Instant(at)),
        Coverage: null,
        Peak: null,
        Shift: null,
        IsCensored: false,
        IsUncorrected: false,
        IsFlapping: false,
        Revision: 0,
        Clause: rule.Clause);

    private static string EpisodeOf(MonitoringPoint point, Rule rule, long start) =>
        string.Create(CultureInfo.InvariantCulture, $"{point.Id}~{rule.Id}~{start}");
}
