using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Compares what was found with what is found when a point is judged again, and says what must be written down so that the last revisions are the latter.</summary>
internal static class Revisions
{
    /// <summary>What differs, by at, rule, n.</summary>
    /// <param name="before">The last revision of each transition, withdrawn ones included.</param>
    /// <param name="now">Of judging again.</param>
    public static List<Transition> Of(IEnumerable<Transition> before, IEnumerable<Transition> now)
    {
        var old = before.ToDictionary(KeyOf);
        var changed = new List<Transition>();
        foreach (var transition in now)
        {
            if (!old.Remove(KeyOf(transition), out var known))
            {
                changed.Add(transition);
            }
            else if (known != transition with { Revision = known.Revision })
            {
                changed.Add(transition with { Revision = known.Revision + 1 });
            }
        }

        changed.AddRange(old.Values.Where(known => known.Reason != TransitionReason.Withdrawn).Select(Withdraw));
        changed.Sort(TransitionOrder.Instance);
        return changed;
    }

    /// <summary>What differs, by end of window, rule, shift.</summary>
    /// <param name="before">The last revision of each verdict, withdrawn ones included.</param>
    /// <param name="now">Of judging again.</param>
    public static List<VerdictRevision> Of(IEnumerable<VerdictRevision> before, IEnumerable<Verdict> now)
    {
        var old = before.ToDictionary(known => KeyOf(known.Verdict));
        var changed = new List<VerdictRevision>();
        foreach (var verdict in now)
        {
            if (!old.Remove(KeyOf(verdict), out var known))
            {
                changed.Add(new VerdictRevision(verdict, IsWithdrawn: false));
            }
            else if (known.IsWithdrawn || known.Verdict != verdict with { Revision = known.Verdict.Revision })
            {
                changed.Add(new VerdictRevision(verdict with { Revision = known.Verdict.Revision + 1 }, IsWithdrawn: false));
            }
        }

        foreach (var (verdict, isWithdrawn) in old.Values)
        {
            if (!isWithdrawn)
            {
                changed.Add(new VerdictRevision(verdict with { Revision = verdict.Revision + 1 }, IsWithdrawn: true));
            }
        }

        changed.Sort((a, b) => VerdictOrder.Instance.Compare(a.Verdict, b.Verdict));
        return changed;
    }

    /// <summary>A transition taken back: the way that it went, backwards.</summary>
    private static Transition Withdraw(Transition transition) =>
        transition with { From = transition.To, To = transition.From, Reason = TransitionReason.Withdrawn, Revision = transition.Revision + 1 };

    private static (string Rule, Instant At, int N) KeyOf(Transition transition) => (transition.Rule, transition.At, transition.N);

    private static (string Rule, Instant End, string? Shift) KeyOf(Verdict verdict) => (verdict.Rule, verdict.Window.End, verdict.Shift);
}
