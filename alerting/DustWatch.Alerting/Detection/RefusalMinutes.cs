namespace DustWatch.Alerting.Detection;

/// <summary>How many values of a point were taken and refused in each of the last minutes of arrival.</summary>
internal sealed class RefusalMinutes
{
    /// <summary>The stretch over which most must be refused: 5 min.</summary>
    public const long WindowMilliseconds = WindowMinutes * MinuteMilliseconds;

    private const int WindowMinutes = 5;
    private const long MinuteMilliseconds = 60_000;
    private const int Kept = WindowMinutes + 3; // the window's, the one that runs, and two more for a late tick

    public readonly long[] Minutes = new long[Kept]; // number of the minute in each place
    public readonly int[] Taken = new int[Kept];
    public readonly int[] Refused = new int[Kept];
    public long JudgedUntil = SeriesState.Never; // end of the last minute that was judged
    public long LastRefusal = SeriesState.Never; // arrival

    public void Take(long arrival) => Taken[PlaceOf(arrival)]++;

    public void Refuse(long arrival, int count)
    {
        Refused[PlaceOf(arrival)] += count;
        LastRefusal = arrival;
    }

    /// <summary>Whether nothing was refused for so long that nothing can be or have been at fault.</summary>
    public bool IsIdle(long clock) => LastRefusal == SeriesState.Never || (JudgedUntil - LastRefusal > WindowMilliseconds && clock >= JudgedUntil);

    /// <summary>The end of the next minute that has not been judged and may hold something, up to <paramref name="clock"/>.</summary>
    public bool TryTakeEnd(long clock, out long end)
    {
        var last = clock / MinuteMilliseconds * MinuteMilliseconds;
        end = JudgedUntil == SeriesState.Never ? last : Math.Max(JudgedUntil + MinuteMilliseconds, last - WindowMilliseconds - MinuteMilliseconds);
        if (end > last)
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

    private int PlaceOf(long arrival)
    {
        var minute = (arrival - 1) / MinuteMilliseconds; // (start, end]
        var place = (int)(minute % Kept);
        if (Minutes[place] != minute)
        {
            (Minutes[place], Taken[place], Refused[place]) = (minute, 0, 0);
        }

        return place;
    }
}
