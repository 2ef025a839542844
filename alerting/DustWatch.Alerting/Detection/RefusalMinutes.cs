namespace DustWatch.Alerting.Detection;

/// <summary>How many values of a point were taken and refused in each of the last minutes of arrival; a minute is (start, end].</summary>
internal sealed class RefusalMinutes
{
    /// <summary>The stretch over which most must be refused: 5 min.</summary>
    public const long WindowMilliseconds = WindowMinutes * MinuteMilliseconds;

    private const int WindowMinutes = 5;
    private const long MinuteMilliseconds = 60_000;
    private const int Kept = WindowMinutes + 2; // the window's, the one that runs, and one that is to be judged

    public readonly long[] Minutes = new long[Kept]; // number of the minute in each place
    public readonly int[] Taken = new int[Kept];
    public readonly int[] Refused = new int[Kept];
    public bool IsWatched; // something was refused lately: every minute is judged at its end
    public long JudgedUntil; // end of the last minute that was judged, while it is watched
    public long LastRefusal; // arrival, while it is watched

    public void Take(long arrival) => Taken[PlaceOf(arrival)]++;

    public void Refuse(long arrival, int count)
    {
        Refused[PlaceOf(arrival)] += count;
        JudgedUntil = IsWatched ? JudgedUntil : (arrival - 1) / MinuteMilliseconds * MinuteMilliseconds;
        (IsWatched, LastRefusal) = (true, arrival);
    }

    /// <summary>The end of the next minute that is to be judged, up to <paramref name="clock"/>.</summary>
    public bool TryTakeEnd(long clock, out long end)
    {
        end = JudgedUntil + MinuteMilliseconds;
        if (!IsWatched || end > clock)
        {
            return false;
        }

        JudgedUntil = end;
        return true;
    }

    /// <summary>Whether more was refused than taken in the five minutes that end at <paramref name="end"/>, and refusals began in the first two of them.</summary>
    public bool IsFault(long end)
    {
        var last = end / MinuteMilliseconds; // number of the minute that begins at the end
        var (taken, refused, early) = (0L, 0L, 0L);
        for (var i = 0; i < Kept; i++)
        {
            if (Minutes[i] >= last - WindowMinutes && Minutes[i] < last)
            {
                (taken, refused) = (taken + Taken[i], refused + Refused[i]);
                early += Minutes[i] <= last - WindowMinutes + 1 ? Refused[i] : 0;
            }
        }

        return refused > taken && early > 0;
    }

    /// <summary>Whether nothing that was refused can matter after <paramref name="end"/>.</summary>
    public bool IsOver(long end) => end - LastRefusal > WindowMilliseconds;

    private int PlaceOf(long arrival)
    {
        var minute = (arrival - 1) / MinuteMilliseconds;
        var place = (int)(minute % Kept);
        if (Minutes[place] != minute)
        {
            (Minutes[place], Taken[place], Refused[place]) = (minute, 0, 0);
        }

        return place;
    }
}
