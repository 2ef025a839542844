namespace DustWatch.Alerting.Detection;

/// <summary>
/// From when on a point has to be judged again, and since when older states of it cannot be trusted. Samples of the shard count time here: a state that
/// was saved at so many of them holds what came before, and nothing of what came later.
/// </summary>
internal sealed class LateMarks
{
    /// <summary>Stands for "nothing".</summary>
    public const long None = long.MaxValue;

    /// <summary>Marks nearer than this are one, as of the earlier: an older state than needed is used, never a wrong one. 8 h.</summary>
    private const long NearMilliseconds = 28_800_000;

    private const int CountMaximum = 64;

    public readonly List<(long Samples, long Since)> Noted = []; // rising in both
    public long Pending = None; // the earliest event time that has not been judged again yet

    /// <summary>Notes that what was judged from <paramref name="since"/> on does not hold any more.</summary>
    /// <param name="samples">How many samples the shard has seen.</param>
    /// <param name="since">Event time.</param>
    public void Note(long samples, long since)
    {
        Pending = Math.Min(Pending, since);
        while (Noted.Count > 0 && Noted[^1].Since >= since)
        {
            Noted.RemoveAt(Noted.Count - 1);
        }

        if (Noted.Count > 0 && since - Noted[^1].Since < NearMilliseconds)
        {
            Noted[^1] = (samples, Noted[^1].Since);
        }
        else
        {
            Noted.Add((samples, since));
        }

        if (Noted.Count > CountMaximum)
        {
            Noted[1] = (Noted[1].Samples, Noted[0].Since);
            Noted.RemoveAt(0);
        }
    }

    /// <summary>From when on a state that was saved at <paramref name="samples"/> is not that of the run in order; <see cref="None"/> when it is.</summary>
    public long EarliestAfter(long samples)
    {
        foreach (var (at, since) in Noted)
        {
            if (at >= samples)
            {
                return since;
            }
        }

        return None;
    }
}
