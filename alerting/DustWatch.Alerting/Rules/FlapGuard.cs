namespace DustWatch.Alerting.Rules;

/// <summary>Holds a rule that changes too often at its highest level.</summary>
/// <param name="Count">More transitions than these within <paramref name="WithinMilliseconds"/> are flapping.</param>
/// <param name="WithinMilliseconds">Event time, ms; flapping ends after so long without a change.</param>
public sealed record FlapGuard(int Count, long WithinMilliseconds)
{
    /// <summary>More than 6 in 1 h.</summary>
    public static FlapGuard Default { get; } = new(6, 3_600_000);
}
