namespace DustWatch.Alerting.Rules;

/// <summary>The short means that a window of episodes or of counted parts looks at. Exactly one of <paramref name="Above"/> and <paramref name="Times"/> is stated.</summary>
/// <param name="In">Shift or day.</param>
/// <param name="OfMilliseconds">Length of a part, aligned to UTC, ms; 0: each sample is a part.</param>
/// <param name="Above">Bound that a part's mean must be above, in the quantity's unit.</param>
/// <param name="Times">The bound as a multiple of the limit of the point's agent.</param>
/// <param name="AtMost">Episodes: more runs than these exceed.</param>
/// <param name="LongestMilliseconds">Episodes: a longer run exceeds, ms.</param>
/// <param name="ApartMilliseconds">Episodes: a run that begins sooner after the end of the one before exceeds, ms.</param>
public sealed record WindowParts(
    WindowKind In,
    long OfMilliseconds,
    decimal? Above,
    decimal? Times,
    int AtMost = WindowParts.DefaultAtMost,
    long LongestMilliseconds = WindowParts.DefaultLongestMilliseconds,
    long ApartMilliseconds = WindowParts.DefaultApartMilliseconds)
{
    /// <summary>Length of a part where a rule states none: 1 min.</summary>
    public const long DefaultOfMilliseconds = 60_000;

    /// <summary>Peak exposures a working day (GBZ 2.1-2019 6.3.3): 4.</summary>
    public const int DefaultAtMost = 4;

    /// <summary>Length of one peak exposure (GBZ 2.1-2019 6.3.3): 15 min.</summary>
    public const long DefaultLongestMilliseconds = 15 * 60_000;

    /// <summary>From the end of one peak exposure to the start of the next (GBZ 2.1-2019 6.3.3): 1 h.</summary>
    public const long DefaultApartMilliseconds = 3_600_000;
}
