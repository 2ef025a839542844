using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>
/// Judges one rule of one series again, up to one instant, with the detector's own sums: for whoever shows what a value rests on. What a detector knows of
/// other series, of faults and of arrivals has no part in it, so that levels may differ; values may not. Used once; one thread.
/// </summary>
internal sealed class RuleReplay
{
    private readonly BoundRule _rule;
    private readonly SeriesPlan _series;
    private readonly DetectionState _state;
    private readonly RuleJudge _judge;
    private readonly Findings _findings = new();
    private readonly List<PartRun> _runs = []; // of every window that was passed, their gaps not known yet
    private long _judgedEnd = PartRuns.None;

    /// <param name="point">The point.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="calendar">The point's calendar.</param>
    /// <param name="factor">Site factor of the quantity, or null.</param>
    public RuleReplay(MonitoringPoint point, BoundRule rule, CalendarWindows calendar, FactorPlan? factor)
    {
        _rule = rule;
        _series = new SeriesPlan(point, rule.Quantity, calendar, [rule], []) { Local = 0, FirstTrack = 0, Factor = factor };
        var plan = new DetectionPlan
        {
            Points = [new PointPlan(point, Local: 0, Quality: [])],
            Series = [_series],
            SeriesOf = [],
            FirstLatchOf = [0],
            TrackCount = 1,
            LatchCount = rule.Levels.Length * (rule.Aggregate == Aggregate.LexW ? calendar.Names.Length : 1),
            FaultCount = 0,
            HasLateness = false,
            Faults = [],
        };
        _state = new DetectionState(plan, SeriesState.Never);
        _judge = new RuleJudge(plan, _state, Note);
    }

    private TrackPlace Place => new(_series, Number: 0, _rule, Track: 0, _state.Rings[0]);

    /// <summary>Judges what samples cover up to an instant, and the part of a window that ends there.</summary>
    /// <param name="samples">By time, each time once.</param>
    /// <param name="until">What a sample covers after it is cut off.</param>
    public void Run(IEnumerable<Sample> samples, Instant until)
    {
        ref var front = ref _state.Fronts[0];
        ref var series = ref _state.Series[0];
        foreach (var sample in samples)
        {
            var step = Step.Of(_series, front, series, sample, silentFrom: long.MaxValue, silentUntil: long.MaxValue);
            if (step.To > until.Milliseconds && (!step.IsValid || step.From >= until.Milliseconds))
            {
                break;
            }

            step = step with { To = Math.Min(step.To, until.Milliseconds) };
            _judge.Advance(0, step, _findings);
            (front.LastTime, series.LastValue) = (step.To, sample.Value);
            series.Take(step);
        }

        if (_rule.Parts is not null)
        {
            _judge.ClosePart(Place, until.Milliseconds, _findings);
            if (_state.Sides[0]?.Parts is { } runs && PartJudge.IsGapBefore(Place, _state.Tracks[0], runs, until.Milliseconds))
            {
                MarkOpen();
            }
        }
    }

    /// <summary>Builds a transition again of the value at its instant; <see langword="null"/> when nothing covers its window, or the rule has no such level.</summary>
    public (Transition Transition, Evaluation Evaluation)? Rebuild(Transition transition)
    {
        var track = _state.Tracks[0];
        var at = transition.At.Milliseconds;
        var evaluator = new Evaluator(_state);
        if (!Array.Exists(_rule.Levels, level => level.Level == transition.Higher)
            || (_rule.IsTumbling && (at > track.End || at <= track.Start))
            || !evaluator.TryEvaluate(Place, track, at, isEnd: at == track.End, Step.None, out var evaluation))
        {
            return null;
        }

        if (_rule.Aggregate == Aggregate.LexW)
        {
            var name = Array.IndexOf(_series.Calendar.Names, transition.Shift);
            if (name < 0)
            {
                return null;
            }

            evaluation = evaluator.OfName(Place, evaluation, name);
        }

        track.Level = transition.From;
        return (TransitionBuilder.Build(Place, track, _state.Sides[0], transition.To, transition.Reason, transition.N, evaluation, Step.None), evaluation);
    }

    /// <summary>The runs of a window, or its parts above the bound, by start. None of a rule without parts.</summary>
    public IReadOnlyList<PartRun> RunsOf(Interval window)
    {
        var runs = _runs.Where(run => run.Start >= window.Start && run.End <= window.End).ToList();
        return [.. runs.Select((run, i) => i == 0 ? run : run with { GapMilliseconds = run.Start - runs[i - 1].End })];
    }

    private void Note(PartRuns runs, bool isAfterGap)
    {
        if (isAfterGap)
        {
            MarkOpen();
        }

        _judgedEnd = runs.JudgedEnd;
        if (_rule.Parts is not { } parts || !runs.IsAbove(parts) || _rule.ShowMean(runs.JudgedSum, runs.JudgedCovered) is not { } mean)
        {
            return;
        }

        var start = new Instant(_rule.IsEpisodes ? runs.RunStart : runs.Start);
        if (_runs.Count > 0 && _runs[^1].Start == start)
        {
            _runs[^1] = _runs[^1] with { End = new Instant(runs.JudgedEnd), Height = Math.Max(_runs[^1].Height, mean) };
        }
        else
        {
            _runs.Add(new PartRun(start, new Instant(runs.JudgedEnd), mean, GapMilliseconds: null, IsOpen: false));
        }
    }

    /// <summary>Marks the run that went on at the end of the last part that was judged.</summary>
    private void MarkOpen()
    {
        if (_rule.IsEpisodes && _runs.Count > 0 && _runs[^1].End.Milliseconds == _judgedEnd)
        {
            _runs[^1] = _runs[^1] with { IsOpen = true };
        }
    }
}
