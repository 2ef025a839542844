namespace DustWatch.Alerting.Detection.Calm;

/// <summary>How far the samples of a series that await lie apart while they come unevenly.</summary>
internal sealed class UnevenSpacings(long intervalMilliseconds)
{
    public readonly long Shortest = ShortestOf(intervalMilliseconds); // ms; of a calm, samples are half to one and a half intervals apart
    public readonly long Longest = LongestOf(intervalMilliseconds);
    public BlockValues Milliseconds; // from the sample before, by the places that they get in the ring's block

    /// <summary>Whether samples of a calm series may be so far apart.</summary>
    public static bool Holds(long intervalMilliseconds, long spacing) => spacing >= ShortestOf(intervalMilliseconds) && spacing <= LongestOf(intervalMilliseconds);

    private static long ShortestOf(long interval) => (interval + 1) / 2;

    private static long LongestOf(long interval) => interval * 3 / 2;
}
