namespace DustWatch.Alerting.Detection;

/// <summary>When a point was at fault in a way that keeps its exposure latches from going off, in event time.</summary>
internal sealed class FaultHistory
{
    private const int CountBeforeFolding = 32;

    // Longer than samples come late: their time is judged again under the same refusals.
    private const long ArrivalsKeptMilliseconds = 9 * 86_400_000L;

    private bool _isReplay;

    /// <summary>What the data itself shows: by At, then by Who, the number of a quantity; +1 a fault began, -1 one ended.</summary>
    public List<(long At, int Change, int Who)> Changes { get; } = [];

    /// <summary>What arrivals decided of the point as a whole, by At. Judging again takes it as it was.</summary>
    public List<(long At, int Change)> ArrivalChanges { get; private set; } = [];

    /// <summary>Faults that stood before the first of <see cref="Changes"/>.</summary>
    public int Before { get; set; }

    /// <summary>
    /// Whether something changed after the turn of quantity <paramref name="who"/> at <paramref name="at"/>: quantities of one instant are judged by number.
    /// A replay knows from the beginning what arrivals decided.
    /// </summary>
    public bool HasChangeAfter(long at, int who) =>
        (Changes.Count > 0 && (Changes[^1].At, Changes[^1].Who).CompareTo((at, who)) > 0)
        || (!_isReplay && ArrivalChanges.Count > 0 && ArrivalChanges[^1].At > at);

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

        foreach (var (at, change) in ArrivalChanges)
        {
            if (at > instant)
            {
                break;
            }

            count += change;
        }

        return count > 0;
    }

    /// <summary>Notes that one quantity's data began to be at fault or ended to be.</summary>
    /// <param name="at">When.</param>
    /// <param name="who">Which quantity.</param>
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

    /// <summary>Notes that arrivals began to show the point to be at fault, or ended to.</summary>
    public void NoteArrivals(long at, bool isFault)
    {
        ArrivalChanges.Insert(ArrivalChanges.FindLastIndex(change => change.At <= at) + 1, (at, isFault ? 1 : -1));
        var (standing, ended) = (0, 0);
        for (var i = 0; i < ArrivalChanges.Count && ArrivalChanges[i].At < at - ArrivalsKeptMilliseconds; i++)
        {
            standing += ArrivalChanges[i].Change;
            ended = standing == 0 ? i + 1 : ended;
        }

        ArrivalChanges.RemoveRange(0, ended);
    }

    /// <summary>Takes what arrivals decided from another run over the same time.</summary>
    /// <param name="other">The other run's, or null for nothing.</param>
    /// <param name="isReplay">Whether this run judges again what the other has judged.</param>
    public void TakeArrivals(FaultHistory? other, bool isReplay) => (ArrivalChanges, _isReplay) = ([.. other?.ArrivalChanges ?? []], isReplay);
}
