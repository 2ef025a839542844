namespace DustWatch.Alerting.Rules;

/// <summary>
/// One level of a rule: a latch of its own. Exactly one of <paramref name="Above"/> and <paramref name="Times"/> is stated, except for
/// <c>exceeded</c> of episodes, whose limits are the window's. In windows of parts <paramref name="Above"/> is a number of runs or parts, except for
/// <c>severe</c> of episodes, whose limit is that of a part's mean.
/// </summary>
/// <param name="Level">Which one: notice, projected, exceeded or severe.</param>
/// <param name="Above">Limit in the unit of the compared value; the level goes on above it.</param>
/// <param name="Times">The limit as a multiple of the limit of the point's agent.</param>
/// <param name="ForMilliseconds">How long the value must stay above before the level goes on (on-delay), ms.</param>
/// <param name="Clear">Deadband: the level goes off below this part of the limit, or, for decibels, this many dB below it; null for the default (0.95, 1 dB).</param>
/// <param name="ClearForMilliseconds">How long the value must stay below before the level goes off (off-delay), ms.</param>
/// <param name="Clause">Standard, edition and clause, or null.</param>
public sealed record RuleLevel(
    Level Level,
    decimal? Above,
    decimal? Times,
    long ForMilliseconds = 0,
    decimal? Clear = null,
    long ClearForMilliseconds = RuleLevel.DefaultClearForMilliseconds,
    string? Clause = null)
{
    /// <summary>The off-delay of a level that states none: 1 min.</summary>
    public const long DefaultClearForMilliseconds = 60_000;

    /// <summary>The on-delay of a <c>projected</c> level that states none: 10 min.</summary>
    public const long DefaultProjectedForMilliseconds = 600_000;

    /// <summary>Deadband of a value that is not in decibels, as a part of the limit.</summary>
    public const decimal DefaultClearPart = 0.95m;

    /// <summary>Deadband of a value in decibels, dB.</summary>
    public const decimal DefaultClearDecibels = 1m;
}
