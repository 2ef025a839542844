namespace DustWatch.Alerting.Detection;

/// <summary>A level with its limit resolved for an agent.</summary>
/// <param name="Level">Which one.</param>
/// <param name="Above">On above this weight: compared with the aggregate's fraction.</param>
/// <param name="Below">Off below this weight.</param>
/// <param name="Limit">The limit as it is shown, in the unit of the compared value.</param>
/// <param name="ForMilliseconds">On-delay, ms.</param>
/// <param name="ClearForMilliseconds">Off-delay, ms.</param>
/// <param name="Clause">What it rests on, or null.</param>
internal sealed record BoundLevel(Level Level, Int128 Above, Int128 Below, double Limit, long ForMilliseconds, long ClearForMilliseconds, string? Clause)
{
    /// <summary><see cref="Above"/>, to the nearest double.</summary>
    public double AboveWeight { get; } = (double)Above;

    /// <summary><see cref="Below"/>, to the nearest double.</summary>
    public double BelowWeight { get; } = (double)Below;
}
