namespace DustWatch.Mqtt;

/// <summary>How long to wait between two tries: twice as long each time, from <paramref name="First"/> up to <paramref name="Longest"/>, and of that a random part between a half and all, so that a thousand clients do not come back at once.</summary>
/// <param name="First">After the first failure. Positive.</param>
/// <param name="Longest">The longest. A connection that lasted as long makes the failures before it forgotten.</param>
public sealed record MqttBackoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>1 s to 30 s.</summary>
    public static MqttBackoff Default { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>The time to wait.</summary>
    /// <param name="failures">Failures in a row, 1 or more.</param>
    /// <param name="random">Gives the part.</param>
    public TimeSpan DelayAfter(int failures, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var whole = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 30)), Longest.TotalSeconds);
        return TimeSpan.FromSeconds(whole * (0.5 + random.NextDouble() / 2));
    }
}
