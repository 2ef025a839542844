using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>
/// Judges points again whose samples did not come in order: from the newest state before the first late sample, over the stored samples in the order of
/// their time, and compares. It reads, and changes nothing: the caller commits what it found and lets the detector take the points' states. Done
/// twice it comes to the same.
/// </summary>
public sealed class Reevaluation(IReevaluationSource source)
{
    /// <summary>Judges points again.</summary>
    /// <param name="live">The detector that found them to be late. The source's samples hold everything that it has judged.</param>
    /// <param name="late">Which points, and from when on.</param>
    /// <returns>One revision for each point; none for a point that was judged in another way at that time, or whose stored samples are damaged: its past stands.</returns>
    public IReadOnlyList<PointRevision> Judge(Detector live, IReadOnlyList<LateSample> late)
    {
        var open = late.ToDictionary(sample => sample.Point, sample => sample.Since);
        var revisions = new List<PointRevision>(open.Count);
        foreach (var snapshot in open.Count > 0 ? source.ReadSnapshots() : [])
        {
            foreach (var (point, since) in open.ToArray())
            {
                if (live.CanGoOnFrom(snapshot, point, since) && Judge(live, snapshot, point, since, open) is { } revision)
                {
                    revisions.Add(revision);
                }
            }

            if (open.Count == 0)
            {
                break;
            }
        }

        foreach (var (point, since) in open.ToArray())
        {
            if (live.FromNothing(point) is { } fresh && Judge(live, fresh, point, since, open) is { } revision)
            {
                revisions.Add(revision);
            }
        }

        return revisions;
    }

    /// <summary>Judges one point again; null when that shows that it has to begin earlier, or that it cannot be done.</summary>
    private PointRevision? Judge(Detector live, Detector replay, int point, Instant since, Dictionary<int, Instant> open)
    {
        var found = new Findings();
        replay.BeginReplay(point, live);
        try
        {
            Feed(replay, live.SpansSince(replay, point).Select(part => source.ReadSamples(point, part.Quantity, part.Span)), found);
        }
        catch (InvalidDataException)
        {
            open.Remove(point); // without some of its samples it would come to something else
            return null;
        }

        replay.CloseAsIn(live, point, found);
        if (replay.LateSince(point) is { } earlier)
        {
            open[point] = Instant.Min(since, earlier);
            return null;
        }

        open.Remove(point);
        var (id, changedAt) = live.Identify(point);
        var rules = live.RulesOf(point);
        return new PointRevision(
            point,
            since,
            replay,
            Revisions.Of(
                source.ReadTransitions(id, since).Where(t => rules.Contains(t.Rule) && t.At != changedAt),
                found.Transitions.Where(t => rules.Contains(t.Rule) && t.At >= since)),
            Revisions.Of(
                source.ReadVerdicts(id, since).Where(v => rules.Contains(v.Verdict.Rule)),
                found.Verdicts.Where(v => rules.Contains(v.Rule) && v.Window.End >= since)));
    }

    /// <summary>Judges samples by time; of one instant, by quantity. They are in order, and none is held back.</summary>
    private static void Feed(Detector replay, IEnumerable<IEnumerable<Sample>> parts, Findings found)
    {
        var heads = new PriorityQueue<IEnumerator<Sample>, (Instant Time, Quantity Quantity)>();
        foreach (var part in parts)
        {
            PutBack(heads, part.GetEnumerator());
        }

        while (heads.TryDequeue(out var head, out _))
        {
            replay.OnSamples([head.Current], found);
            PutBack(heads, head);
        }
    }

    private static void PutBack(PriorityQueue<IEnumerator<Sample>, (Instant Time, Quantity Quantity)> heads, IEnumerator<Sample> head)
    {
        if (head.MoveNext())
        {
            heads.Enqueue(head, (head.Current.Time, head.Current.Quantity));
        }
        else
        {
            head.Dispose();
        }
    }
}
