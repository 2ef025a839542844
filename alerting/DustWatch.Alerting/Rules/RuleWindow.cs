namespace DustWatch.Alerting.Rules;

/// <summary>A rule's window.</summary>
/// <param name="Kind">Instant, sliding, shift or day.</param>
/// <param name="LengthMilliseconds">Length of a sliding window, ms; 0 for the others.</param>
public readonly record struct RuleWindow(WindowKind Kind, long LengthMilliseconds = 0)
{
    /// <summary>The longest sliding window that is kept exactly, to the millisecond: 15 min.</summary>
    public const long SlidingMillisecondsMax = 15 * 60_000;

    /// <summary>Whether windows follow one another (shift, day) and end.</summary>
    public bool IsTumbling => Kind is WindowKind.Shift or WindowKind.Day;
}
