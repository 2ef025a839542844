using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>Rules that bind a quantity: when they are evaluated, and what their latches then do.</summary>
internal sealed class ReferenceExposures(ReferenceBook book, IReadOnlyList<Rule> rules)
{
    /// <summary>Closes the open window of a rule, and every window that lies whole inside the new interval, in order.</summary>
    /// <param name="isFrozenAt">Whether a fault stood at a window's end.</param>
    public void CloseBefore(ReferenceSeries series, long t, ReferenceInterval? interval, Func<long, bool> isFrozenAt)
    {
        foreach (var rule in RulesOf(series).Where(rule => rule.Window.IsTumbling))
        {
            var level = book.LevelOf(series.Point, rule);
            if (level.Open is { } open && open.End < t)
            {
                Close(series, rule, level, open, isFrozenAt(open.End));
            }

            foreach (var window in series.Calendar.Overlapping(rule.Window.Tumbling, interval?.From ?? t, t).Where(window => window.End < t))
            {
                if (window.End > level.ClosedEnd && window.End > series.ClosedUntil)
                {
                    Close(series, rule, level, window, isFrozenAt(window.End));
                }
            }
        }
    }

    /// <summary>Judges what the sample at <paramref name="t"/>, which the series has taken, ends and is.</summary>
    public void Evaluate(ReferenceSeries series, long t, bool isValid, bool isFrozen)
    {
        foreach (var rule in RulesOf(series))
        {
            var level = book.LevelOf(series.Point, rule);
            level.Open = WindowOf(series, rule, t);
            if (level.Open is not { } window)
            {
                continue;
            }

            if (rule.Window.Parts is not null)
            {
                foreach (var at in ReferenceParts.Judge(series, rule, level, window, t, isValid))
                {
                    Evaluate(series, rule, level, window, at, isEnd: false, isFrozen);
                }
            }
            else if (isValid)
            {
                Evaluate(series, rule, level, window, t, isEnd: false, isFrozen);
            }
        }
    }

    /// <summary>A clock that has passed an end by the hold closes what ended there.</summary>
    public void CloseUntil(ReferenceSeries series, long now, Func<long, bool> isFrozenAt)
    {
        var hold = series.Point.HoldMilliseconds;
        foreach (var rule in RulesOf(series).Where(rule => rule.Window.IsTumbling))
        {
            var level = book.LevelOf(series.Point, rule);
            if (level.Open is not { } open)
            {
                continue;
            }

            if (now >= open.End + hold)
            {
                Close(series, rule, level, open, isFrozenAt(open.End));
                series.ClosedUntil = Math.Max(series.ClosedUntil, open.End);
            }
            else if (ReferenceParts.EndOfLast(series, rule, open) is { } end && end > level.PartsUntil && now >= end + hold)
            {
                foreach (var at in ReferenceParts.Judge(series, rule, level, open, end, isValid: false))
                {
                    Evaluate(series, rule, level, open, at, isEnd: false, isFrozen: false);
                }

                series.ClosedUntil = Math.Max(series.ClosedUntil, end);
            }
        }
    }

    private static ReferenceWindow? WindowOf(ReferenceSeries series, Rule rule, long t) => rule.Window.Kind switch
    {
        WindowKind.Instant => ReferenceWindow.Plain(series.Valid.Count == 0 ? t - 1 : series.Valid[^1].From, t),
        WindowKind.Sliding => ReferenceWindow.Plain((rule.Window.IsInMinutes ? (t + 59_999) / 60_000 * 60_000 : t) - rule.Window.LengthMilliseconds, t),
        _ => series.Calendar.Containing(rule.Window.Tumbling, t),
    };

    private void Close(ReferenceSeries series, Rule rule, ReferenceLevel level, ReferenceWindow window, bool isFrozen)
    {
        if (rule.Window.Parts is not null)
        {
            foreach (var at in ReferenceParts.Judge(series, rule, level, window, window.End, isValid: false).Where(at => at < window.End))
            {
                Evaluate(series, rule, level, window, at, isEnd: false, isFrozen: false);
            }
        }

        if (Evaluate(series, rule, level, window, window.End, isEnd: true, isFrozen) is { } found)
        {
            book.EndWindow(series.Point, rule, found);
        }

        book.Verdicts.AddRange(ReferenceVerdict.Of(series, rule, level, window));
        level.EndWindow(window.End);
    }

    private ReferenceFacts? Evaluate(ReferenceSeries series, Rule rule, ReferenceLevel level, ReferenceWindow window, long at, bool isEnd, bool isFrozen)
    {
        if (rule.Aggregate == Aggregate.LexW)
        {
            return EvaluateWeek(series, rule, level, window, at, isFrozen);
        }

        if (ReferenceValue.Of(series, rule, window, at) is not { } value)
        {
            return null;
        }

        ReferenceFacts facts;
        if (rule.Window.Parts is null)
        {
            MoveLatches(series, rule, level, value, "", isEnd, isFrozen);
            facts = FactsOf(rule, value, window, value.Parts, (double)value.Covered / value.Length, (higher, reason) => Show(series, rule, value, window, higher, reason));
        }
        else
        {
            var runs = ReferenceEpisode.Of(level.Parts, window, series.Point.HoldMilliseconds);
            ReferenceParts.MoveLatches(series, rule, level, runs, at);
            facts = FactsOf(rule, value, window, value.Parts, (double)value.Covered / value.Length, (higher, _) => ReferenceParts.Show(series, rule, level, window, runs, higher));
        }

        book.Settle(series.Point, rule, level.HighestOn(), facts);
        return facts;
    }

    private ReferenceFacts? EvaluateWeek(ReferenceSeries series, Rule rule, ReferenceLevel level, ReferenceWindow week, long at, bool isFrozen)
    {
        var all = series.Within(week, week.Start, at);
        var values = new List<(string Name, ReferenceValue Value)>();
        foreach (var name in series.Calendar.Names)
        {
            if (ReferenceValue.OfWeek(series, rule, week, name, at) is { } value)
            {
                MoveLatches(series, rule, level, value, name, isEnd: false, isFrozen);
                values.Add((name, value));
            }
        }

        if (values.Count == 0)
        {
            return null;
        }

        var facts = FactsOf(rule, values[0].Value, week, all, (double)all.Sum(part => part.Length) / (at - week.Start), (higher, reason) =>
        {
            var name = reason == TransitionReason.Raised ? values.First(each => level.HighestOn(each.Name) == higher).Name : level.Holder;
            var value = values.Single(each => each.Name == name).Value;
            return Show(series, rule, value, week with { Shift = name }, higher, reason);
        });
        book.Settle(series.Point, rule, values.Max(each => level.HighestOn(each.Name)), facts);
        level.Holder = values.FirstOrDefault(each => level.HighestOn(each.Name) == level.Level).Name ?? level.Holder;
        return facts;
    }

    private static void MoveLatches(ReferenceSeries series, Rule rule, ReferenceLevel level, ReferenceValue value, string name, bool isEnd, bool isFrozen)
    {
        var isUnfinished = rule.Aggregate is Aggregate.Mean or Aggregate.Leq && rule.Window.IsTumbling && !isEnd && value.Length < rule.MinElapsedMilliseconds;
        foreach (var stated in rule.Levels)
        {
            var latch = level.Latch(stated.Level, name);
            var limit = ReferenceLimit.Of(rule, stated, series.Point);
            bool holds;
            if (stated.Level == Level.Projected)
            {
                holds = value.Projected is { } projected && (latch.IsOn ? projected.IsBelow(limit.Below) : projected.IsAbove(limit.Above));
            }
            else if (latch.IsOn)
            {
                holds = value.IsEnough && value.Compared.IsBelow(limit.Below);
            }
            else
            {
                holds = value.Compared.IsAbove(limit.Above) && (!isUnfinished || value.LowOverWhole.IsAbove(limit.Above));
            }

            latch.Move(series, stated, value.At, holds, rule.MinCoverage, isFrozen);
        }
    }

    private static ReferenceFacts FactsOf(
        Rule rule,
        ReferenceValue value,
        ReferenceWindow window,
        List<ReferenceInterval> parts,
        double coverage,
        Func<Level, TransitionReason, ReferenceShown> show)
    {
        var peak = parts.Aggregate((a, b) => b.Value > a.Value ? b : a);
        var quantity = rule.Quantity!.Value; // exposure rules have one
        return new ReferenceFacts(
            quantity,
            value.At,
            window.Start,
            coverage,
            new Peak(new Instant(peak.SampleTime), Quantities.Of(quantity).ToUnit(peak.Value)),
            parts.Any(part => part.IsCensored),
            parts.Any(part => part.IsUncorrected),
            show);
    }

    private static ReferenceShown Show(ReferenceSeries series, Rule rule, ReferenceValue value, ReferenceWindow window, Level higher, TransitionReason reason)
    {
        var stated = rule.Levels.Single(level => level.Level == higher);
        Fraction? shown = higher == Level.Projected && reason != TransitionReason.WindowEnd ? value.Projected : value.Compared;
        return new ReferenceShown(
            shown is { } known ? ReferenceLimit.Show(rule, known) : null,
            ReferenceLimit.UnitOf(rule),
            ReferenceLimit.Show(rule, value.Low),
            ReferenceLimit.Show(rule, value.High.Value),
            ReferenceLimit.Of(rule, stated, series.Point).Shown,
            window.Shift,
            stated.Clause);
    }

    private IEnumerable<Rule> RulesOf(ReferenceSeries series) =>
        rules.Where(rule => rule.Kind == RuleKind.Exposure && rule.Quantity == series.Quantity && rule.Selects(series.Point));
}
