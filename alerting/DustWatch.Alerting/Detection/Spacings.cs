namespace DustWatch.Alerting.Detection;

/// <summary>The last 20 spacings of a series, and their median.</summary>
internal sealed class Spacings
{
    public const int Count = 20;

    public readonly long[] Milliseconds = new long[Count];
    public long Seen;

    public void Add(long milliseconds) => Milliseconds[Seen++ % Count] = milliseconds;

    /// <summary>Twice the median: the sum of the two in the middle; <see langword="false"/> before there are 20.</summary>
    public bool TryGetTwiceMedian(out long milliseconds)
    {
        milliseconds = 0;
        if (Seen < Count)
        {
            return false;
        }

        Span<long> sorted = stackalloc long[Count];
        Milliseconds.CopyTo(sorted);
        sorted.Sort();
        milliseconds = sorted[(Count / 2) - 1] + sorted[Count / 2];
        return true;
    }
}
