using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>Writes revised transitions into the chain, and folds the alerts that they concern again.</summary>
internal static class LedgerRevisions
{
    /// <summary>Adds <paramref name="transitions"/>, of one point; what is there already does nothing.</summary>
    /// <returns>Each alert that changed, active ones last.</returns>
    public static List<Alert> Commit(LedgerTransaction transaction, IReadOnlyList<Transition> transitions, Registry registry)
    {
        var entries = new List<(long Seq, Transition Transition)>();
        foreach (var transition in transitions)
        {
            if (SqliteLedger.Append(transaction, transition) is { } seq)
            {
                entries.Add((seq, transition));
            }
        }

        var changed = entries.GroupBy(entry => (entry.Transition.Point, entry.Transition.Rule)).SelectMany(rule => Fold(transaction, [.. rule], registry));
        return [.. changed.OrderBy(alert => alert.IsActive)];
    }

    private static List<Alert> Fold(LedgerTransaction transaction, List<(long Seq, Transition Transition)> entries, Registry registry)
    {
        var (point, rule) = (entries[0].Transition.Point, entries[0].Transition.Rule);
        var from = entries.Min(entry => entry.Transition.At);
        var before = LedgerAlerts.ReadSince(transaction.File, point, rule, from);
        var start = before.Select(alert => alert.Since).Append(from).Min();
        var standing = LedgerEntries.ReadLast(transaction.File, point, start).FindAll(t => t.Rule == rule && t.Reason != TransitionReason.Withdrawn);
        var changed = AlertRevision.Apply(before, standing, [.. entries.Select(entry => entry.Transition)], registry);

        var about = changed.ToDictionary(alert => alert.Id, _ => new List<long>(), StringComparer.Ordinal);
        foreach (var (seq, transition) in entries)
        {
            if (AlertOf(transition, changed, before) is { } id)
            {
                LedgerAlerts.LinkTo(transaction.File, id, seq);
                about.GetValueOrDefault(id)?.Add(seq);
            }
        }

        var saved = new List<Alert>();
        foreach (var alert in changed)
        {
            // An alert's number is that of an entry about it alone.
            var seq = about[alert.Id] is { Count: > 0 } seqs ? seqs[^1] : transaction.Append("revise", null, LedgerBody.Of(("alert", alert.Id)));
            saved.Add(alert with { Seq = seq });
            LedgerAlerts.Write(transaction.File, saved[^1]);
        }

        return saved;
    }

    /// <summary>The alert that a transition is about: the one it is in, or was in before it was taken back.</summary>
    private static string? AlertOf(Transition transition, IReadOnlyList<Alert> after, IReadOnlyList<Alert> before)
    {
        bool Holds(Alert alert) => transition.At >= alert.Since && (alert.Until is not { } until || transition.At <= until);
        IEnumerable<Alert> candidates = transition.Reason == TransitionReason.Withdrawn ? [.. before, .. after] : [.. after, .. before];
        return candidates.FirstOrDefault(alert => alert.Episode == transition.Episode || Holds(alert))?.Id;
    }
}
