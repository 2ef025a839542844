using DustWatch.Alerting.Rules;

namespace DustWatch.Alerting.Detection;

/// <summary>Moves the windows of every rule of a series by one sample, and closes windows that have ended.</summary>
internal sealed class RuleJudge
{
    private readonly DetectionPlan _plan;
    private readonly DetectionState _state;
    private readonly Evaluator _evaluator;
    private readonly LevelJudge _levels;
    private readonly PartJudge _parts;

    /// <param name="plan">Which rules.</param>
    /// <param name="state">Where they stand.</param>
    /// <param name="judgedPart">Told of each part of a window of parts that has been judged; see <see cref="PartJudge"/>.</param>
    public RuleJudge(DetectionPlan plan, DetectionState state, Action<PartRuns, bool>? judgedPart = null)
    {
        (_plan, _state, _evaluator) = (plan, state, new Evaluator(state));
        _levels = new LevelJudge(plan, state, _evaluator);
        _parts = new PartJudge(state, _evaluator, _levels, judgedPart);
    }

    /// <summary>Judges one sample that is neither late nor a repeat. The series' own state still stands before it.</summary>
    public void Advance(int number, in Step step, Findings output)
    {
        var series = _plan.Series[number];
        var ring = RingOf(number, series, step.IsValid);
        for (var i = 0; i < series.Rules.Length; i++)
        {
            Advance(new TrackPlace(series, number, series.Rules[i], series.FirstTrack + i, ring), step, output);
        }

        if (step.IsValid)
        {
            ring?.Push(step.To, (int)(step.To - step.From), step.Value, step.Marks);
        }
    }

    /// <summary>Judges one sample by one rule.</summary>
    public void Advance(in TrackPlace place, in Step step, Findings output)
    {
        if (place.Rule.IsTumbling)
        {
            AdvanceTumbling(place, step, output);
        }
        else if (step.IsValid)
        {
            AdvanceOpen(place, step, output);
        }
    }

    /// <summary>Moves the buckets of a long sliding window by one valid sample, and judges nothing.</summary>
    public void AdvanceMinutes(in TrackPlace place, in Step step)
    {
        var side = _state.SideOf(place.Track);
        var minutes = side.Minutes ??= new MinuteBuckets();
        var edge = MinuteBuckets.EndOf(step.To) - place.Rule.SlidingMilliseconds;
        minutes.Advance(edge);
        minutes.Add(place.Rule.Weights, Math.Max(step.From, edge), step, place.Rule.Aggregate == Aggregate.Count && step.Value > place.Rule.Over);
        AdvanceExtreme(place, side, edge, step);
    }

    /// <summary>Closes the open windows and parts of a silent series that ended <c>hold</c> or more before <paramref name="clock"/>.</summary>
    /// <returns>When the next one may be closed at the earliest.</returns>
    public long CloseEnded(int number, long clock, in Step silence, Findings output)
    {
        var series = _plan.Series[number];
        var next = long.MaxValue;
        for (var i = 0; i < series.Rules.Length; i++)
        {
            ref var track = ref _state.Tracks[series.FirstTrack + i];
            if (!series.Rules[i].IsTumbling || !track.IsOpen)
            {
                continue;
            }

            var place = new TrackPlace(series, number, series.Rules[i], series.FirstTrack + i, _state.Rings[number]);
            if (_parts.OpenEndOf(place) is { } partEnd)
            {
                next = Math.Min(next, partEnd + series.HoldMilliseconds);
                if (partEnd + series.HoldMilliseconds <= clock)
                {
                    _parts.Close(place, ref track, partEnd, silence, output);
                    MarkClosed(number, partEnd);
                }
            }

            if (track.End + series.HoldMilliseconds > clock)
            {
                next = Math.Min(next, track.End + series.HoldMilliseconds);
                continue;
            }

            var end = track.End;
            Close(place, silence, output);
            Await(place, ref track, end);
            MarkClosed(number, end);
        }

        return next;
    }

    /// <summary>Judges the part that is being summed, where it ends at or before <paramref name="until"/> and no sample has come since.</summary>
    public void ClosePart(in TrackPlace place, long until, Findings output) =>
        _parts.Close(place, ref _state.Tracks[place.Track], until, Step.None, output);

    /// <summary>Takes a level back to normal because it is judged in another way from now on.</summary>
    public void Withdraw(in TrackPlace place, long at, Findings output)
    {
        ref var track = ref _state.Tracks[place.Track];
        if (track.Level != Level.Normal && TryEvaluateLast(place, out var evaluation))
        {
            evaluation.At = at;
            _levels.Withdraw(place, ref track, evaluation, output);
        }
    }

    /// <summary>Judges a rule that starts at <paramref name="at"/> with windows that have been computed already.</summary>
    public void Start(in TrackPlace place, long at, Findings output)
    {
        ref var track = ref _state.Tracks[place.Track];
        (track.Level, track.LastAt) = (Level.Normal, SeriesState.Never);
        _levels.Reset(place, ref track);
        _state.Sides[place.Track]?.Flap?.End();
        var isOver = place.Rule.IsTumbling && (!track.IsOpen || at > track.End || at <= track.Start);
        if (!isOver && !place.Rule.IsInstant && _evaluator.TryEvaluate(place, track, at, isEnd: false, Step.None, out var evaluation))
        {
            _levels.Judge(place, ref track, ref evaluation, Step.None, output);
        }
    }

    /// <summary>The rule's value as of the last valid sample; <see langword="false"/> when its window holds none.</summary>
    public bool TryEvaluateLast(in TrackPlace place, out Evaluation evaluation)
    {
        ref readonly var track = ref _state.Tracks[place.Track];
        var at = _state.Series[place.Number].CoveredEnd;
        evaluation = default;
        if (at == SeriesState.Never || (place.Rule.IsTumbling && (track.Covered == 0 || at <= track.Start)))
        {
            return false;
        }

        at = place.Rule.IsTumbling ? Math.Min(at, track.End) : at;
        if (!_evaluator.TryEvaluate(place, track, at, isEnd: false, Step.None, out evaluation))
        {
            return false;
        }

        if (place.Rule.Aggregate == Aggregate.LexW)
        {
            evaluation = _evaluator.OfName(place, evaluation, _levels.NameAt(place, track.Level));
        }

        return true;
    }

    private IntervalRing? RingOf(int number, SeriesPlan series, bool isValid)
    {
        ref var ring = ref _state.Rings[number];
        if (ring is null && isValid && series.Rules.Length + series.Quality.Length > 0)
        {
            ring = new IntervalRing(series.RingMilliseconds, series.IntervalMilliseconds);
        }

        return ring;
    }

    private void AdvanceTumbling(in TrackPlace place, in Step step, Findings output)
    {
        ref var track = ref _state.Tracks[place.Track];
        if (step.From >= track.End)
        {
            if (track.IsOpen)
            {
                Close(place, step, output);
            }

            Await(place, ref track, step.From);
        }

        while (step.To > track.Start)
        {
            track.IsOpen = true;
            if (step.IsValid && place.Rule.Parts is not null)
            {
                _parts.Arrive(place, ref track, step, output);
            }

            if (step.IsValid)
            {
                AddSpan(place, ref track, Math.Max(step.From, track.Start), Math.Min(step.To, track.End), step, output);
            }

            if (step.To <= track.End)
            {
                _parts.Close(place, ref track, step.To, step, output);
                break;
            }

            Close(place, step, output);
            Await(place, ref track, track.End);
        }

        if (!step.IsValid)
        {
            return;
        }

        if (place.Rule.HasProjection)
        {
            AdvanceSliding(place, ref track, step);
        }

        if (step.To > track.Start && place.Rule.Parts is null && _evaluator.TryEvaluate(place, track, step.To, isEnd: false, step, out var evaluation))
        {
            _levels.Judge(place, ref track, ref evaluation, step, output);
        }
    }

    private void Await(in TrackPlace place, ref TrackState track, long after)
    {
        track.Await(place.Series.Calendar.FirstEndingAfter(place.Rule.Rule.Window.Tumbling, after));
        _state.Sides[place.Track]?.Parts?.Clear();
        _state.Sides[place.Track]?.Names?.Clear();
    }

    /// <summary>Adds what a sample covers of the window, without breaks.</summary>
    private void AddSpan(in TrackPlace place, ref TrackState track, long from, long to, in Step step, Findings output)
    {
        var isFirst = true;
        if (place.HasBreaks)
        {
            foreach (ref readonly var rest in place.Series.Calendar.BreaksOf(track.Shift, track.Start))
            {
                var until = Math.Min(to, rest.Start.Milliseconds);
                if (from < until)
                {
                    AddPiece(place, ref track, from, until, step, ref isFirst, output);
                }

                from = Math.Max(from, rest.End.Milliseconds);
            }
        }

        if (from < to)
        {
            AddPiece(place, ref track, from, to, step, ref isFirst, output);
        }
    }

    private void AddPiece(in TrackPlace place, ref TrackState track, long from, long to, in Step step, ref bool isFirst, Findings output)
    {
        if (place.Rule.Parts is { } parts)
        {
            _parts.Add(place, ref track, parts, from, to, step, output);
            return;
        }

        AddTo(ref track, place.Rule, from, to, step, isFirst);
        isFirst = false;
        if (place.Rule.IsRaw)
        {
            return;
        }

        unchecked
        {
            track.Sum += place.Rule.Weights.Over(step.Value, to - from);
        }

        if (place.Series.RangeTop is null)
        {
            track.Minutes.Add(place.Rule.Weights, from, to, step.Value);
        }

        if (place.Rule.Aggregate == Aggregate.LexW)
        {
            AddToNames(place, track, from, to, step.Value);
        }
    }

    private static void AddTo(ref TrackState track, BoundRule rule, long from, long to, in Step step, bool isFirst)
    {
        var isAlone = track.Covered == 0;
        if (isAlone || step.Value > track.PeakValue)
        {
            (track.PeakTime, track.PeakValue) = (step.To, step.Value);
        }

        track.Raw = rule.Aggregate switch
        {
            Aggregate.Max => track.PeakValue,
            Aggregate.Min => isAlone ? step.Value : Math.Min(track.Raw, step.Value),
            Aggregate.Count => track.Raw + (isFirst && step.Value > rule.Over ? 1 : 0),
            _ => step.Value,
        };
        track.Marks |= step.Marks;
        track.Covered += to - from;
    }

    /// <summary>Adds to the shifts that start in the week, each by its name and without its breaks.</summary>
    private void AddToNames(in TrackPlace place, in TrackState track, long from, long to, long value)
    {
        var calendar = place.Series.Calendar;
        var names = _state.SideOf(place.Track).Names ??= new WeekSums(calendar.Names.Length);
        while (from < to)
        {
            var shift = calendar.FirstEndingAfter(WindowKind.Shift, from);
            var (start, end) = (shift.Span.Start.Milliseconds, Math.Min(to, shift.Span.End.Milliseconds));
            if (start >= track.Start && start < end)
            {
                var covered = calendar.WorkedMilliseconds(shift.Shift, start, Math.Max(from, start), end);
                var name = calendar.NameOf(shift.Shift);
                unchecked
                {
                    names.Sums[name] += place.Rule.Weights.Over(value, covered);
                }

                names.Covered[name] += covered;
            }

            from = Math.Max(from, Math.Min(to, shift.Span.End.Milliseconds));
        }
    }

    private void AdvanceOpen(in TrackPlace place, in Step step, Findings output)
    {
        ref var track = ref _state.Tracks[place.Track];
        if (place.Rule.IsInstant)
        {
            (track.Start, track.End, track.Covered, track.Marks) = (step.From, step.To, step.To - step.From, step.Marks);
            (track.PeakTime, track.PeakValue) = (step.To, step.Value);
        }
        else if (place.Rule.IsInMinutes)
        {
            AdvanceMinutes(place, step);
        }
        else
        {
            AdvanceSliding(place, ref track, step);
        }

        track.Raw = step.Value;
        if (_evaluator.TryEvaluate(place, track, step.To, isEnd: false, step, out var evaluation))
        {
            _levels.Judge(place, ref track, ref evaluation, step, output);
        }
    }

    private void AdvanceSliding(in TrackPlace place, ref TrackState track, in Step step)
    {
        var ring = place.Ring ?? throw new System.Diagnostics.UnreachableException("A sliding sum without a ring.");
        var edge = step.To - place.Rule.SlidingMilliseconds;
        track.Sliding.Advance(ring, place.Rule.Weights, place.Rule.Over, edge);
        track.Sliding.Add(place.Rule.Weights, place.Rule.Over, step.Value, step.To - step.From);
        if (!place.Rule.IsTumbling && place.Rule.Aggregate is Aggregate.Max or Aggregate.Min)
        {
            AdvanceExtreme(place, _state.SideOf(place.Track), edge, step);
        }
    }

    private static void AdvanceExtreme(in TrackPlace place, TrackSide side, long edge, in Step step)
    {
        if (place.Rule.Aggregate is Aggregate.Max or Aggregate.Min)
        {
            var extreme = side.Extreme ??= new SlidingExtreme();
            extreme.Advance(edge);
            extreme.Add(step.To, place.Rule.Aggregate == Aggregate.Max ? step.Value : -step.Value);
        }
    }

    /// <summary>Evaluates a window once more at its end, says how it ended, and takes its level to normal.</summary>
    private void Close(in TrackPlace place, in Step step, Findings output)
    {
        ref var track = ref _state.Tracks[place.Track];
        _parts.Close(place, ref track, track.End, step, output);
        var isCrossing = step.IsValid && step.From < track.End;
        var hasValue = _evaluator.TryEvaluate(place, track, track.End, isEnd: true, step, out var evaluation);
        if (hasValue)
        {
            if (!isCrossing)
            {
                (evaluation.UncoveredFrom, evaluation.UncoveredUntil) = (_state.Series[place.Number].CoveredEnd, track.End);
            }

            evaluation.IsFrozen = step.IsSilentAt(track.End);
            _levels.Judge(place, ref track, ref evaluation, step, output);
        }

        VerdictBuilder.Add(place, track, _state.Sides[place.Track], evaluation, _levels.IsExceeded(place), _evaluator, output);
        _levels.End(place, ref track, evaluation, step, output);
    }

    private void MarkClosed(int number, long end)
    {
        ref var closedUntil = ref _state.Series[number].ClosedUntil;
        closedUntil = Math.Max(closedUntil, end);
    }
}
