namespace DustWatch.Alerting.Detection;

/// <summary>When a point was at fault in a way that keeps its exposure latches from going off, in event time.</summary>
internal sealed class FaultHistory
{
    private const int CountBeforeFolding = 32;

    public readonly List<(long At, int Change, int Who)> Changes = []; // by At, then by Who, the number of a quantity; +1 a fault began, -1 one ended
    public int Before; // faults that stood before the first of them

    /// <summary>Whether something changed after the turn of quantity <paramref name="who"/> at <paramref name="at"/>: quantities of one instant are judged by number.</summary>
    public bool HasChangeAfter(long at, int who) => Changes.Count > 0 && (Changes[^1].At, Changes[^1].Who).CompareTo((at, who)) > 0;

    public bool StandsAt(long instant)
    {
        var count = Before;
        foreach (var (at, change, _) in Changes)
        {
            if (at > instant)
            {
                break;
            }

            count += change;
        }

        return count > 0;
    }

    /// <summary>Notes that a fault began or ended.</summary>
    /// <param name="at">When.</param>
    /// <param name="who">Which quantity; 0 for the point as a whole.</param>
    /// <param name="isFault">Whether it began.</param>
    /// <param name="judgedUntil">No instant at or before this will be asked for any more.</param>
    public void Note(long at, int who, bool isFault, long judgedUntil)
    {
        var place = Changes.Count;
        while (place > 0 && (Changes[place - 1].At, Changes[place - 1].Who).CompareTo((at, who)) > 0)
        {
            place--;
        }

        Changes.Insert(place, (at, isFault ? 1 : -1, who));
        if (Changes.Count > CountBeforeFolding)
        {
            var old = Changes.FindIndex(change => change.At > judgedUntil);
            old = old < 0 ? Changes.Count : old;
            Before += Changes.Take(old).Sum(change => change.Change);
            Changes.RemoveRange(0, old);
        }
    }
}
