namespace DustWatch.Backends.Influx;

/// <summary>How long to wait before the next try: twice as long each time up to a bound, and a random half of it less, so that not all come back at once.</summary>
internal static class Backoff
{
    /// <summary>The longest wait that is chosen here.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait that a server may ask for.</summary>
    public static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private const int DoublingsMaximum = 7;

    /// <summary>After the <paramref name="failures"/>-th failure in a row.</summary>
    /// <param name="failures">From 1.</param>
    /// <param name="asked">What the server asked for: waited at least, and not much more.</param>
    /// <param name="chance">0 to 1, anew each time.</param>
    public static TimeSpan After(int failures, TimeSpan? asked, double chance)
    {
        if (asked is { } wanted)
        {
            return (wanted < LongestAsked ? wanted : LongestAsked) + (First * chance);
        }

        var longest = First * Math.Pow(2, Math.Min(failures - 1, DoublingsMaximum));
        return (longest < Longest ? longest : Longest) * (0.5 + (0.5 * chance));
    }
}
