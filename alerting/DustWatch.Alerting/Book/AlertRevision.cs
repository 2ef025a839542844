using System.Diagnostics;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Book;

/// <summary>
/// What becomes of the alerts of a point and rule when their past is revised: each goes on with the episodes that overlap it, under its id. Pure.
/// </summary>
public static class AlertRevision
{
    /// <summary>Folds the transitions that stand into the alerts again.</summary>
    /// <param name="alerts">Alerts of the point and rule, by <see cref="Alert.Since"/>: all that a revised transition may concern, and the one before them.</param>
    /// <param name="standing">Its transitions that stand, from the start of the first of these alerts on, by at and n.</param>
    /// <param name="revised">What was committed just now: new, changed and withdrawn transitions.</param>
    /// <param name="registry">For names and districts.</param>
    /// <returns>The alerts that have changed, past ones first.</returns>
    public static IReadOnlyList<Alert> Apply(IReadOnlyList<Alert> alerts, IReadOnlyList<Transition> standing, IReadOnlyList<Transition> revised, Registry registry)
    {
        var news = revised.Where(t => t.Reason != TransitionReason.Withdrawn).ToHashSet();
        var kept = alerts.ToDictionary(alert => alert.Id, _ => new List<Transition>(), StringComparer.Ordinal);
        var order = alerts.ToList();
        Alert? current = null;
        foreach (var episode in EpisodesOf(standing))
        {
            current = order.Find(alert => IsOf(alert, episode)) ?? (current is { IsAcknowledged: false } ? current : null) ?? Open(order, kept, current, episode[0], registry);
            kept[current.Id].AddRange(episode);
        }

        var changed = order.Select(alert => Fold(alert, kept[alert.Id], news, revised, registry)).Where(alert => !alerts.Contains(alert)).ToList();
        return [.. changed.OrderBy(alert => alert.IsActive).ThenBy(alert => alert.Since)];
    }

    private static List<List<Transition>> EpisodesOf(IReadOnlyList<Transition> standing)
    {
        var episodes = new List<List<Transition>>();
        foreach (var transition in standing)
        {
            if (episodes.Count == 0 || episodes[^1][0].Episode != transition.Episode)
            {
                episodes.Add([]);
            }

            episodes[^1].Add(transition);
        }

        return episodes;
    }

    private static bool IsOf(Alert alert, List<Transition> episode) =>
        alert.Episode == episode[0].Episode
        || alert.Id == episode[0].Episode
        || (episode[0].At <= (alert.Until ?? new Instant(long.MaxValue)) && (episode[^1].To != Level.Normal || episode[^1].At >= alert.Since));

    private static Alert Open(List<Alert> order, Dictionary<string, List<Transition>> kept, Alert? previous, Transition first, Registry registry)
    {
        var opened = AlertBook.Apply(null, first, registry) ?? throw new UnreachableException("An episode begins with a level.");
        opened = opened with { Previous = previous?.Id };
        order.Add(opened);
        kept[opened.Id] = [];
        return opened;
    }

    private static Alert Fold(Alert alert, List<Transition> transitions, HashSet<Transition> news, IReadOnlyList<Transition> revised, Registry registry)
    {
        if (transitions.Count == 0)
        {
            return Withdraw(alert, revised, registry);
        }

        var isConcerned = transitions.Exists(news.Contains) || transitions[0].At != alert.Since || (transitions[^1].To == Level.Normal) == alert.IsActive;
        if (!isConcerned && transitions[^1].At == alert.Window.End)
        {
            return alert;
        }

        var folded = transitions.Aggregate(alert, (current, transition) => AlertBook.Show(current, transition, registry));
        var mustAskAgain = alert.AcknowledgedLevel is { } acknowledged && transitions.Exists(t => t.To > acknowledged && news.Contains(t));
        return folded with
        {
            Since = transitions[0].At,
            Revision = transitions.Max(t => t.Revision),
            IsAcknowledged = alert.IsAcknowledged && !mustAskAgain,
            IsStale = alert.IsStale && folded.IsActive,
        };
    }

    /// <summary>Nothing of it is left: it was never active, and says so.</summary>
    private static Alert Withdraw(Alert alert, IReadOnlyList<Transition> revised, Registry registry)
    {
        if (alert.Reason == TransitionReason.Withdrawn && !alert.IsActive)
        {
            return alert;
        }

        var withdrawal = revised[^1] with { From = alert.Level, To = Level.Normal, At = alert.Since, Reason = TransitionReason.Withdrawn };
        return alert with
        {
            IsActive = false,
            IsStale = false,
            Until = alert.Since,
            Reason = TransitionReason.Withdrawn,
            Sentence = Sentences.Of(withdrawal, registry.FindPoint(alert.Point)),
            Revision = revised.Max(t => t.Revision),
        };
    }
}
