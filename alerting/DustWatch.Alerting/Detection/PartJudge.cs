namespace DustWatch.Alerting.Detection;

/// <summary>Moves the parts of windows of episodes and counted parts, and judges each at its end.</summary>
/// <param name="state">State of the detector.</param>
/// <param name="evaluator">Finds the value.</param>
/// <param name="levels">Moves the levels.</param>
/// <param name="judged">Told of each part that has been judged, and whether a gap that ends a run lies before it; null when nobody asks.</param>
internal sealed class PartJudge(DetectionState state, Evaluator evaluator, LevelJudge levels, Action<PartRuns, bool>? judged)
{
    /// <summary>Judges the part that ended before a valid sample begins, and notes the uncovered stretch between; also where the sample lies in a break.</summary>
    public void Arrive(in TrackPlace place, ref TrackState track, in Step step, Findings output)
    {
        Close(place, ref track, step.From, step, output);
        if (step.IsBroken)
        {
            RunsOf(place).NoteUncovered(state.Series[place.Number].CoveredEnd, step.From);
        }
    }

    /// <summary>Adds what a sample covers, and judges each part that ends before it does.</summary>
    public void Add(in TrackPlace place, ref TrackState track, BoundParts parts, long from, long to, in Step step, Findings output)
    {
        var runs = RunsOf(place);
        if (from < runs.ClosedUntil)
        {
            // A tick has closed the part: the window still takes what covers it.
            var until = Math.Min(to, runs.ClosedUntil);
            Cover(ref track, from, until, step);
            from = until;
        }

        while (from < to)
        {
            if (runs.End != PartRuns.None && from >= runs.End)
            {
                Judge(place, ref track, runs, step, output);
            }

            if (runs.End == PartRuns.None)
            {
                Begin(place, track, parts, runs, from, step);
            }

            var end = Math.Min(to, runs.End);
            Cover(ref track, from, end, step);
            unchecked
            {
                runs.Sum += place.Rule.Weights.Over(step.Value, end - from);
            }

            runs.Covered += end - from;
            from = end;
        }
    }

    /// <summary>End of the part that is being summed; null when there is none.</summary>
    public long? OpenEndOf(in TrackPlace place) =>
        place.Rule.Parts is not null && state.Sides[place.Track]?.Parts is { } runs && runs.End != PartRuns.None ? runs.End : null;

    /// <summary>Judges the part that is being summed, where it ends at or before <paramref name="until"/>.</summary>
    public void Close(in TrackPlace place, ref TrackState track, long until, in Step step, Findings output)
    {
        if (OpenEndOf(place) is { } end && end <= until)
        {
            Judge(place, ref track, RunsOf(place), step, output);
        }
    }

    /// <summary>Whether more than <c>hold</c> outside breaks lies between the last judged part and <paramref name="until"/>.</summary>
    public static bool IsGapBefore(in TrackPlace place, in TrackState track, PartRuns runs, long until) =>
        runs.JudgedEnd != PartRuns.None && place.Worked(track, runs.JudgedEnd, until) > place.Series.HoldMilliseconds;

    private static void Cover(ref TrackState track, long from, long to, in Step step)
    {
        if (track.Covered == 0 || step.Value > track.PeakValue)
        {
            (track.PeakTime, track.PeakValue) = (step.To, step.Value);
        }

        track.Marks |= step.Marks;
        track.Covered += to - from;
    }

    private static void Begin(in TrackPlace place, in TrackState track, BoundParts parts, PartRuns runs, long from, in Step step)
    {
        var (start, end) = (Math.Max(step.From, track.Start), Math.Min(step.To, track.End));
        if (parts.OfMilliseconds > 0)
        {
            var index = Math.DivRem(from, parts.OfMilliseconds, out var rest) - (rest < 0 ? 1 : 0);
            start = Math.Max(index * parts.OfMilliseconds, track.Start);
            end = Math.Min((index + 1) * parts.OfMilliseconds, track.End);
        }

        runs.Begin(start, end, place.Worked(track, start, end));
    }

    private void Judge(in TrackPlace place, ref TrackState track, PartRuns runs, in Step step, Findings output)
    {
        var end = runs.End;
        var isAfterGap = IsGapBefore(place, track, runs, runs.Start);
        var isJudged = runs.TryJudge(place.Rule, isAfterGap);
        (runs.ClosedUntil, runs.End) = (end, PartRuns.None);
        if (isJudged)
        {
            judged?.Invoke(runs, isAfterGap);
        }

        if (!isJudged || !evaluator.TryEvaluate(place, track, end, isEnd: false, step, out var evaluation))
        {
            return;
        }

        var coveredEnd = state.Series[place.Number].CoveredEnd;
        var isCrossing = step.IsValid && step.From < end;
        evaluation.IsBroken = runs.IsBroken || (!isCrossing && end - coveredEnd > place.Series.StretchMilliseconds);
        (evaluation.UncoveredFrom, evaluation.UncoveredUntil) = runs.UncoveredUntil == PartRuns.None ? default : (runs.UncoveredFrom, runs.UncoveredUntil);
        runs.ForgetUncovered();
        levels.Judge(place, ref track, ref evaluation, step, output);
    }

    private PartRuns RunsOf(in TrackPlace place) => state.SideOf(place.Track).Parts ??= new PartRuns();
}
