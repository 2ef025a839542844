using System.Numerics;
using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>
/// Detection as its page says it, slowly: every sample is kept, every window is computed from all of them with whole numbers of any size.
/// It shares the vocabulary and the calendar with the program, and nothing of the detector.
/// </summary>
internal sealed class ReferenceDetector(Registry registry, IReadOnlyList<Rule> rules, long watchingSince)
{
    private const long EightHours = 28_800_000;

    private readonly Dictionary<(int, Quantity), ReferenceSeries> _series = [];
    private readonly Dictionary<(int, string), ReferenceLevel> _levels = [];
    private readonly Dictionary<int, long> _arrivals = [];
    private readonly Dictionary<(ShiftCalendar, WindowKind, long), ShiftWindow?> _windows = [];

    public List<Transition> Transitions { get; } = [];

    public void OnSample(Sample sample, long arrival)
    {
        var point = registry.Points[sample.Point];
        var lastArrival = _arrivals.GetValueOrDefault(sample.Point, watchingSince);
        EndSilence(point, lastArrival, arrival);
        _arrivals[sample.Point] = Math.Max(lastArrival, arrival);
        if (!_series.TryGetValue((sample.Point, sample.Quantity), out var series))
        {
            series = new ReferenceSeries(point, sample.Quantity);
            _series.Add((sample.Point, sample.Quantity), series);
        }

        series.LastArrival = Math.Max(series.LastArrival, arrival);
        var t = sample.Time.Milliseconds;
        if (series.Times.Count > 0 && t <= series.Times[^1])
        {
            return; // late, or a repeat
        }

        if (t <= series.ClosedUntil)
        {
            return; // late: its window is closed
        }

        var interval = series.IntervalOf(sample);
        var silentFrom = Silences(point).Select(rule => lastArrival + rule.AfterMilliseconds).DefaultIfEmpty(long.MaxValue).Min();
        foreach (var rule in RulesOf(series))
        {
            CloseBefore(series, rule, t, interval, silentFrom, arrival);
        }

        series.Times.Add(t);
        if (interval is { } valid)
        {
            series.Valid.Add(valid);
        }

        foreach (var rule in RulesOf(series))
        {
            var level = LevelOf(series, rule);
            if (rule.Window.IsTumbling)
            {
                level.Open = Containing(point, rule, t);
                if (level.Open is null)
                {
                    continue;
                }
            }

            if (interval is not null)
            {
                Evaluate(series, rule, level, t, isEnd: false, isFrozen: false);
            }
        }
    }

    public void OnTick(long now) => Tick(now, isFinal: false);

    public void Finish(long now) => Tick(now, isFinal: true);

    private void Tick(long now, bool isFinal)
    {
        foreach (var point in registry.Points)
        {
            var last = _arrivals.GetValueOrDefault(point.Number, watchingSince);
            foreach (var rule in Silences(point))
            {
                var level = Find(point, rule);
                if (level.Level == Level.Normal && last + rule.AfterMilliseconds <= now)
                {
                    Say(point, rule, level, last, last + rule.AfterMilliseconds);
                }
            }
        }

        foreach (var series in _series.Values)
        {
            var hold = series.Point.HoldMilliseconds;
            if (!isFinal && now - series.LastArrival < Math.Max(hold, 600_000))
            {
                continue;
            }

            foreach (var rule in RulesOf(series).Where(rule => rule.Window.IsTumbling))
            {
                var level = LevelOf(series, rule);
                if (level.Open is { } open && now >= open.Span.End.Milliseconds + hold)
                {
                    var silentFrom = Silences(series.Point).Select(r => _arrivals[series.Point.Number] + r.AfterMilliseconds).DefaultIfEmpty(long.MaxValue).Min();
                    Close(series, rule, level, open, isFrozen: silentFrom <= open.Span.End.Milliseconds);
                    series.ClosedUntil = Math.Max(series.ClosedUntil, open.Span.End.Milliseconds);
                }
            }
        }
    }

    /// <summary>Closes the open window of a rule, and every window that lies whole inside the new interval, in order.</summary>
    private void CloseBefore(ReferenceSeries series, Rule rule, long t, ReferenceInterval? interval, long silentFrom, long arrival)
    {
        if (!rule.Window.IsTumbling)
        {
            return;
        }

        // While windows are closed the interval that crosses them is already known.
        if (interval is { } crossing)
        {
            series.Valid.Add(crossing);
        }

        var level = LevelOf(series, rule);
        if (level.Open is { } open && open.Span.End.Milliseconds < t)
        {
            Close(series, rule, level, open, isFrozen: silentFrom <= open.Span.End.Milliseconds && open.Span.End.Milliseconds < arrival);
        }

        for (var p = interval?.From ?? t; p < t;)
        {
            var window = Containing(series.Point, rule, p + 1);
            if (window is { } inside && inside.Span.End.Milliseconds < t)
            {
                if (inside.Span.End.Milliseconds > level.ClosedEnd && inside.Span.End.Milliseconds > series.ClosedUntil)
                {
                    Close(series, rule, level, inside, isFrozen: silentFrom <= inside.Span.End.Milliseconds && inside.Span.End.Milliseconds < arrival);
                }

                p = inside.Span.End.Milliseconds;
            }
            else
            {
                p = window is null ? p + 60_000 - (p % 60_000) : t;
            }
        }

        if (interval is not null)
        {
            series.Valid.RemoveAt(series.Valid.Count - 1);
        }
    }

    private void Close(ReferenceSeries series, Rule rule, ReferenceLevel level, ShiftWindow window, bool isFrozen)
    {
        level.Open = window;
        var end = window.Span.End.Milliseconds;
        if (series.Covered(Math.Max(window.Span.Start.Milliseconds, level.ClosedEnd), end) > 0)
        {
            var found = Evaluate(series, rule, level, end, isEnd: true, isFrozen);
            if (level.Level != Level.Normal)
            {
                Say(series, rule, level, Level.Normal, TransitionReason.WindowEnd, found);
            }
        }

        level.Open = null;
        level.ClosedEnd = Math.Max(level.ClosedEnd, end);
        level.Latches.Clear();
    }

    private ReferenceValue Evaluate(ReferenceSeries series, Rule rule, ReferenceLevel level, long at, bool isEnd, bool isFrozen)
    {
        var value = ReferenceValue.Of(series, rule, level.Open, at);
        var isMean = rule.Aggregate is Aggregate.Mean or Aggregate.Leq && rule.Window.IsTumbling;
        var highest = Level.Normal;
        foreach (var stated in rule.Levels.OrderBy(l => l.Level))
        {
            var latch = level.Latch(stated.Level);
            var limit = ReferenceLimit.Of(rule, stated, registry.Points[series.Point.Number]);
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
                holds = value.Compared.IsAbove(limit.Above);
                if (isMean && !isEnd && value.Length < rule.MinElapsedMilliseconds)
                {
                    holds &= value.LowOverWhole.IsAbove(limit.Above);
                }
            }

            latch.Move(series, stated, at, holds, rule.MinCoverage, isFrozen);
            highest = latch.IsOn ? stated.Level : highest;
        }

        if (highest != level.Level)
        {
            Say(series, rule, level, highest, highest > level.Level ? TransitionReason.Raised : TransitionReason.Cleared, value);
        }

        return value;
    }

    private void Say(ReferenceSeries series, Rule rule, ReferenceLevel level, Level to, TransitionReason reason, ReferenceValue value)
    {
        var higher = to > level.Level ? to : level.Level;
        var stated = rule.Levels.Single(l => l.Level == higher);
        var shown = higher == Level.Projected && reason != TransitionReason.WindowEnd && value.Projected is { } projected ? projected : value.Compared;
        var peak = value.Parts.Aggregate((a, b) => b.Value > a.Value ? b : a);
        var n = level.Next(value.At);
        if (level.Level == Level.Normal)
        {
            level.EpisodeStart = value.At;
        }

        Transitions.Add(new Transition(
            series.Point.Id,
            rule.Id,
            $"{series.Point.Id}~{rule.Id}~{level.EpisodeStart}",
            rule.Quantity,
            level.Level,
            to,
            new Instant(value.At),
            n,
            reason,
            ReferenceLimit.Show(rule, shown),
            rule.Aggregate == Aggregate.Dose ? "%" : Quantities.Of(series.Quantity).Unit,
            ReferenceLimit.Show(rule, value.Low),
            ReferenceLimit.Show(rule, value.High),
            ReferenceLimit.Of(rule, stated, series.Point).Shown,
            new Interval(new Instant(value.At - value.Length), new Instant(value.At)),
            (double)value.Covered / value.Length,
            new Peak(new Instant(peak.SampleTime), Quantities.Of(series.Quantity).ToUnit(peak.Value)),
            rule.Window.Kind == WindowKind.Shift ? series.Point.Calendar.Shifts[level.Open?.Shift ?? 0].Name : null,
            value.Parts.Any(part => part.IsCensored),
            IsUncorrected: false,
            IsFlapping: false,
            Revision: 0,
            stated.Clause));
        level.Level = to;
    }

    private void EndSilence(MonitoringPoint point, long last, long arrival)
    {
        foreach (var rule in Silences(point))
        {
            var level = Find(point, rule);
            var at = last + rule.AfterMilliseconds;
            if (level.Level == Level.Normal && at < arrival)
            {
                Say(point, rule, level, last, at);
            }

            if (level.Level == Level.Fault)
            {
                Say(point, rule, level, last, arrival);
            }
        }
    }

    private void Say(MonitoringPoint point, Rule rule, ReferenceLevel level, long last, long at)
    {
        var to = level.Level == Level.Normal ? Level.Fault : Level.Normal;
        if (to == Level.Fault)
        {
            level.EpisodeStart = at;
        }

        Transitions.Add(new Transition(
            point.Id, rule.Id, $"{point.Id}~{rule.Id}~{level.EpisodeStart}", null, level.Level, to, new Instant(at), level.Next(at),
            to == Level.Fault ? TransitionReason.Raised : TransitionReason.Cleared, null, null, null, null, null,
            new Interval(new Instant(last), new Instant(at)), null, null, null, false, false, false, 0, rule.Clause));
        level.Level = to;
    }

    private ShiftWindow? Containing(MonitoringPoint point, Rule rule, long instant)
    {
        // Borders lie on whole minutes, so that a minute is in one window or in none.
        var minute = (instant + 59_999) / 60_000;
        var key = (point.Calendar, rule.Window.Kind, minute);
        if (!_windows.TryGetValue(key, out var found))
        {
            var calendar = ReferenceSeries.CalendarOf(point.Calendar);
            found = rule.Window.Kind == WindowKind.Day ? calendar.FindDay(new Instant(instant))
                : calendar.TryFindShift(new Instant(instant), out var window) ? window : null;
            _windows.Add(key, found);
        }

        return found;
    }

    private IEnumerable<Rule> Silences(MonitoringPoint point) => rules.Where(rule => rule.Kind == RuleKind.Offline && rule.Selects(point));

    private IEnumerable<Rule> RulesOf(ReferenceSeries series) => rules.Where(rule => rule.Quantity == series.Quantity && rule.Selects(series.Point));

    private ReferenceLevel LevelOf(ReferenceSeries series, Rule rule) => Find(series.Point, rule);

    private ReferenceLevel Find(MonitoringPoint point, Rule rule)
    {
        if (!_levels.TryGetValue((point.Number, rule.Id), out var level))
        {
            level = new ReferenceLevel();
            _levels.Add((point.Number, rule.Id), level);
        }

        return level;
    }

    internal static BigInteger EightHourMilliseconds => EightHours;
}
