using DustWatch.Alerting.Rules;

namespace DustWatch.Alerting.Detection;

/// <summary>Moves the levels of rules by their values, and writes down what changed.</summary>
internal sealed class LevelJudge(DetectionPlan plan, DetectionState state, Evaluator evaluator)
{
    /// <summary>Compares a value with every level.</summary>
    public void Judge(in TrackPlace place, ref TrackState track, ref Evaluation evaluation, in Step step, Findings output)
    {
        evaluation.IsFrozen |= state.IsFrozenAt(place.Series.Local, evaluation.At);
        if (place.Rule.Aggregate == Aggregate.LexW)
        {
            JudgeNames(place, ref track, evaluation, step, output);
            return;
        }

        if (track.IsQuiet && Latches.StayQuiet(place.Rule, evaluation))
        {
            return;
        }

        var wanted = Latches.Step(place.Rule, LatchesOf(place, 0), evaluation, out track.IsQuiet);
        Move(place, ref track, wanted, evaluation, step, output);
    }

    /// <summary>Takes the level to normal because the window has ended: no all-clear.</summary>
    public void End(in TrackPlace place, ref TrackState track, in Evaluation evaluation, in Step step, Findings output)
    {
        if (track.Level != Level.Normal)
        {
            var ended = place.Rule.Aggregate == Aggregate.LexW ? evaluator.OfName(place, evaluation, NameAt(place, track.Level)) : evaluation;
            Change(place, ref track, Level.Normal, TransitionReason.WindowEnd, ended, step, output);
            state.Sides[place.Track]?.Flap?.End();
        }

        Reset(place, ref track);
    }

    /// <summary>Puts every latch off, and lets every run start again.</summary>
    public void Reset(in TrackPlace place, ref TrackState track)
    {
        state.Latches.AsSpan(plan.FirstLatchOf[place.Track], place.Rule.Levels.Length * NamesOf(place)).Fill(LatchState.Off);
        track.IsQuiet = true;
    }

    /// <summary>Takes a level back to normal because it is judged in another way from now on.</summary>
    public void Withdraw(in TrackPlace place, ref TrackState track, in Evaluation evaluation, Findings output) =>
        Change(place, ref track, Level.Normal, TransitionReason.RuleChanged, evaluation, Step.None, output);

    /// <summary>Whether the level <c>exceeded</c> is on.</summary>
    public bool IsExceeded(in TrackPlace place)
    {
        var exceeded = Array.FindIndex(place.Rule.Levels, level => level.Level == Level.Exceeded);
        return exceeded >= 0 && LatchesOf(place, 0)[exceeded].IsOn;
    }

    /// <summary>Of a week of shifts: the first name that stands at <paramref name="level"/>.</summary>
    public int NameAt(in TrackPlace place, Level level)
    {
        for (var name = 0; name < NamesOf(place); name++)
        {
            if (Latches.Highest(place.Rule, LatchesOf(place, name)) == level)
            {
                return name;
            }
        }

        return 0;
    }

    private static int NamesOf(in TrackPlace place) => place.Rule.Aggregate == Aggregate.LexW ? place.Series.Calendar.Names.Length : 1;

    private void JudgeNames(in TrackPlace place, ref TrackState track, in Evaluation whole, in Step step, Findings output)
    {
        var sums = state.Sides[place.Track]?.Names;
        var held = NameAt(place, track.Level);
        var (highest, isQuiet) = (Level.Normal, true);
        for (var name = 0; name < NamesOf(place); name++)
        {
            if (sums is null || sums.Covered[name] == 0)
            {
                continue;
            }

            var one = evaluator.OfName(place, whole, name);
            var level = Latches.Step(place.Rule, LatchesOf(place, name), one, out var isNameQuiet);
            isQuiet &= isNameQuiet;
            highest = level > highest ? level : highest;
        }

        track.IsQuiet = isQuiet;
        var decisive = highest > track.Level ? NameAt(place, highest) : held;
        Move(place, ref track, highest, evaluator.OfName(place, whole, decisive), step, output);
    }

    private void Move(in TrackPlace place, ref TrackState track, Level wanted, in Evaluation evaluation, in Step step, Findings output)
    {
        var level = wanted;
        if (place.Rule.Rule.Flap is { } guard && (wanted != track.Level || state.Sides[place.Track]?.Flap is not null))
        {
            var flap = state.SideOf(place.Track).Flap ??= new FlapState();
            level = flap.Hold(guard, track.Level, wanted, evaluation.At);
            track.IsQuiet &= !flap.IsFlapping;
        }

        if (level != track.Level)
        {
            Change(place, ref track, level, level > track.Level ? TransitionReason.Raised : TransitionReason.Cleared, evaluation, step, output);
        }
    }

    private Span<LatchState> LatchesOf(in TrackPlace place, int name) =>
        state.Latches.AsSpan(plan.FirstLatchOf[place.Track] + (name * place.Rule.Levels.Length), place.Rule.Levels.Length);

    private void Change(in TrackPlace place, ref TrackState track, Level level, TransitionReason reason, in Evaluation evaluation, in Step step, Findings output)
    {
        var n = track.LastAt == evaluation.At ? track.LastN + 1 : 0;
        if (track.Level == Level.Normal)
        {
            track.EpisodeStart = evaluation.At;
        }

        output.Transitions.Add(TransitionBuilder.Build(place, track, state.Sides[place.Track], level, reason, n, evaluation, step));
        (track.Level, track.LastAt, track.LastN) = (level, evaluation.At, n);
    }
}
