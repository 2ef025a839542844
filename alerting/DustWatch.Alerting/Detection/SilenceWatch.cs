namespace DustWatch.Alerting.Detection;

/// <summary>Finds points from which nothing arrives. Judged on arrival time alone.</summary>
internal sealed class SilenceWatch(DetectionPlan plan, DetectionState state)
{
    /// <summary>No silence can become a fault before this.</summary>
    public long NextFault { get; set; } = long.MinValue;

    /// <summary>Notes an arrival: ends every fault, after beginning those that nobody has found yet.</summary>
    public void Arrive(int local, long arrival, ICollection<Transition> output)
    {
        ref var last = ref state.Arrivals[local];
        var point = plan.Points[local];
        if (arrival - last >= point.AfterMillisecondsMin)
        {
            End(point, last, arrival, output);
        }

        last = Math.Max(last, arrival);
    }

    /// <summary>Begins the faults that are due by <paramref name="clock"/>.</summary>
    public void Tick(long clock, ICollection<Transition> output)
    {
        if (clock < NextFault)
        {
            return;
        }

        NextFault = long.MaxValue;
        foreach (var point in plan.Points)
        {
            var last = state.Arrivals[point.Local];
            for (var i = 0; i < point.Silences.Length; i++)
            {
                ref var silence = ref state.Silences[point.FirstSilence + i];
                var at = last + point.Silences[i].AfterMilliseconds;
                if (!silence.IsFault && at <= clock)
                {
                    Change(point, i, ref silence, last, at, TransitionReason.Raised, output);
                }
                else if (!silence.IsFault)
                {
                    NextFault = Math.Min(NextFault, at);
                }
            }
        }
    }

    /// <summary>Takes the point's faults back because it is judged in another way from now on.</summary>
    public void Withdraw(PointPlan point, long at, ICollection<Transition> output)
    {
        for (var i = 0; i < point.Silences.Length; i++)
        {
            ref var silence = ref state.Silences[point.FirstSilence + i];
            if (silence.IsFault)
            {
                Change(point, i, ref silence, state.Arrivals[point.Local], at, TransitionReason.RuleChanged, output);
            }
        }
    }

    private void End(PointPlan point, long last, long arrival, ICollection<Transition> output)
    {
        for (var i = 0; i < point.Silences.Length; i++)
        {
            ref var silence = ref state.Silences[point.FirstSilence + i];
            var at = last + point.Silences[i].AfterMilliseconds;
            if (!silence.IsFault && at < arrival)
            {
                Change(point, i, ref silence, last, at, TransitionReason.Raised, output);
            }

            if (silence.IsFault)
            {
                Change(point, i, ref silence, last, arrival, TransitionReason.Cleared, output);
                NextFault = Math.Min(NextFault, arrival + point.AfterMillisecondsMin);
            }
        }
    }

    private static void Change(PointPlan point, int rule, ref SilenceState silence, long last, long at, TransitionReason reason, ICollection<Transition> output)
    {
        var n = silence.LastAt == at ? silence.LastN + 1 : 0;
        if (!silence.IsFault)
        {
            silence.EpisodeStart = at;
        }

        output.Add(TransitionBuilder.Build(point.Point, point.Silences[rule], silence, last, at, n, reason));
        (silence.IsFault, silence.LastAt, silence.LastN) = (!silence.IsFault, at, n);
    }
}
