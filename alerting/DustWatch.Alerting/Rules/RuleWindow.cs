namespace DustWatch.Alerting.Rules;

/// <summary>A rule's window.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="LengthMilliseconds">Length of a sliding window, ms; 0 for the others.</param>
/// <param name="Parts">Of <see cref="WindowKind.Episodes"/> and <see cref="WindowKind.Count"/>: the short means in it; else null.</param>
public readonly record struct RuleWindow(WindowKind Kind, long LengthMilliseconds = 0, WindowParts? Parts = null)
{
    /// <summary>The longest sliding window that is kept exactly, to the millisecond: 15 min.</summary>
    public const long ExactMillisecondsMax = 15 * 60_000;

    /// <summary>The longest sliding window: 7 days; above 15 min in whole minutes.</summary>
    public const long SlidingMillisecondsMax = 7 * 86_400_000L;

    /// <summary>Whether windows follow one another (shift, day, week) and end.</summary>
    public bool IsTumbling => Kind is not (WindowKind.Instant or WindowKind.Sliding);

    /// <summary>Shift, day or week: what a tumbling window follows.</summary>
    public WindowKind Tumbling => Parts?.In ?? Kind;

    /// <summary>Whether it slides in one-minute buckets: (⌈t⌉ minute − L, t].</summary>
    public bool IsInMinutes => Kind == WindowKind.Sliding && LengthMilliseconds > ExactMillisecondsMax;
}
