namespace DustWatch.Alerting.Detection;

/// <summary>When a point was at fault in a way that keeps its exposure latches from going off, in event time.</summary>
internal sealed class FaultHistory
{
    private const int CountBeforeFolding = 32;

    public readonly List<(long At, int Change)> Changes = []; // by At; +1 a fault began, -1 one ended
    public int Before; // faults that stood before the first of them

    /// <summary>The latest change, or <see cref="SeriesState.Never"/>.</summary>
    public long LastAt => Changes.Count > 0 ? Changes[^1].At : SeriesState.Never;

    public bool StandsAt(long instant)
    {
        var count = Before;
        foreach (var (at, change) in Changes)
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
    /// <param name="isFault">Whether it began.</param>
    /// <param name="judgedUntil">No instant at or before this will be asked for any more.</param>
    public void Note(long at, bool isFault, long judgedUntil)
    {
        var place = Changes.Count;
        while (place > 0 && Changes[place - 1].At > at)
        {
            place--;
        }

        Changes.Insert(place, (at, isFault ? 1 : -1));
        if (Changes.Count > CountBeforeFolding)
        {
            var old = Changes.FindIndex(change => change.At > judgedUntil);
            old = old < 0 ? Changes.Count : old;
            Before += Changes.Take(old).Sum(change => change.Change);
            Changes.RemoveRange(0, old);
        }
    }
}
