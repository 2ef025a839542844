using System.Runtime.InteropServices;
using DustWatch.Alerting;
using DustWatch.Alerting.Detection;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>
/// What the transitions under new rules have other than those under old rules. Of one point and rule:
/// a transition stands when both have it with the same <c>from</c>, <c>to</c> and <c>at</c>, whatever its numbers;
/// it is <c>moved</c> when both have one with the same <c>from</c> and <c>to</c> at another instant, in the same place of episodes that belong together;
/// all else is <c>added</c> or <c>removed</c>. Episodes belong together when they overlap in time, the earliest with the earliest, each with one at most.
/// </summary>
internal static class TransitionDifference
{
    /// <summary>The difference, in the order of a backtest's output; of one key what was removed comes first.</summary>
    /// <param name="before">Under the old rules, in the order of a backtest's output.</param>
    /// <param name="after">Under the new rules, likewise.</param>
    public static IReadOnlyList<ChangedTransition> Between(IReadOnlyList<Transition> before, IReadOnlyList<Transition> after)
    {
        var (olds, news) = (ByPointAndRule(before), ByPointAndRule(after));
        var changes = new List<ChangedTransition>();
        foreach (var key in olds.Keys.Union(news.Keys))
        {
            AddChanges(olds.GetValueOrDefault(key, []), news.GetValueOrDefault(key, []), changes);
        }

        changes.Sort(static (a, b) =>
        {
            var order = TransitionOrder.Instance.Compare(a.Transition, b.Transition);
            return order != 0 ? order : a.Change.CompareTo(b.Change);
        });
        return changes;
    }

    private static Dictionary<(string Point, string Rule), List<Transition>> ByPointAndRule(IReadOnlyList<Transition> transitions)
    {
        var groups = new Dictionary<(string Point, string Rule), List<Transition>>();
        foreach (var transition in transitions)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(groups, (transition.Point, transition.Rule), out _) ??= []).Add(transition);
        }

        return groups;
    }

    private static void AddChanges(List<Transition> before, List<Transition> after, List<ChangedTransition> changes)
    {
        var stands = before.Select(StandingKey).ToHashSet();
        stands.IntersectWith(after.Select(StandingKey));
        var olds = before.Where(transition => !stands.Contains(StandingKey(transition))).ToList();
        var moved = new HashSet<Transition>(ReferenceEqualityComparer.Instance);
        var pairs = PairedEpisodes(before, after);
        var places = olds.Where(old => pairs.ContainsKey(old.Episode)).GroupBy(old => (pairs[old.Episode], old.From, old.To)).ToDictionary(place => place.Key, place => new Queue<Transition>(place));
        foreach (var transition in after.Where(transition => !stands.Contains(StandingKey(transition))))
        {
            var wasElsewhere = places.TryGetValue((transition.Episode, transition.From, transition.To), out var place) && place.Count > 0;
            if (wasElsewhere && place is not null)
            {
                moved.Add(place.Dequeue());
            }

            changes.Add(new ChangedTransition(transition, wasElsewhere ? Change.Moved : Change.Added));
        }

        changes.AddRange(olds.Where(old => !moved.Contains(old)).Select(old => new ChangedTransition(old, Change.Removed)));
    }

    private static (Level From, Level To, Instant At) StandingKey(Transition transition) => (transition.From, transition.To, transition.At);

    /// <summary>The new episode of each old one that has one.</summary>
    private static Dictionary<string, string> PairedEpisodes(List<Transition> before, List<Transition> after)
    {
        var (olds, news) = (EpisodesOf(before), EpisodesOf(after));
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0, j = 0; i < olds.Count && j < news.Count;)
        {
            if (olds[i].End < news[j].Start)
            {
                i++;
            }
            else if (news[j].End < olds[i].Start)
            {
                j++;
            }
            else
            {
                pairs.Add(olds[i++].Episode, news[j++].Episode);
            }
        }

        return pairs;
    }

    private static List<(string Episode, Instant Start, Instant End)> EpisodesOf(List<Transition> transitions) =>
        [.. transitions.GroupBy(t => t.Episode, StringComparer.Ordinal).Select(e => (e.Key, e.First().At, e.Last().To == Level.Normal ? e.Last().At : new Instant(long.MaxValue)))];
}
