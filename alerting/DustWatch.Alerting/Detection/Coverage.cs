using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>What a sample covers and what it counts as: the same for the detector and for whoever computes its numbers again.</summary>
internal static class Coverage
{
    /// <summary>Start of the interval (start, <paramref name="time"/>] that a valid sample covers.</summary>
    /// <param name="previous">Time of the sample before it, valid or not; <see cref="SeriesState.Never"/> when there is none.</param>
    /// <param name="time">Its time; after <paramref name="previous"/>.</param>
    /// <param name="intervalMilliseconds">The point's sampling interval.</param>
    /// <param name="holdMilliseconds">How far apart two samples may be.</param>
    public static long StartOf(long previous, long time, long intervalMilliseconds, long holdMilliseconds) =>
        previous != SeriesState.Never && time - previous <= holdMilliseconds ? previous : time - intervalMilliseconds;

    /// <summary>The value that is judged: itself, or, of one over range, at least the top of the range.</summary>
    public static long ValueOf(long value, SampleFlag flag, long? rangeTop) =>
        flag == SampleFlag.OverRange && rangeTop is { } top ? Math.Max(value, top) : value;
}
