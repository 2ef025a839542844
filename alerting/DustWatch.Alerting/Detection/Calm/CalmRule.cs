using DustWatch.Alerting.Rules;

namespace DustWatch.Alerting.Detection.Calm;

/// <summary>What is fixed about a rule for telling that nothing changes: its kind, and how high single samples may go. Immutable.</summary>
internal sealed class CalmRule
{
    /// <summary>A level may weigh so many times what the limit does where single ones have been high; a higher one is judged by itself, and calms are shorter.</summary>
    private const int TimesLimitOfSpikes = 4;

    private readonly long[] _highs; // [level]
    private readonly long[] _highsOfSpikes; // [level]

    public CalmRule(BoundRule rule)
    {
        Kind = KindOf(rule);
        _highs = [.. rule.Levels.Select(level => HighOf(rule, level, times: 1))];
        _highsOfSpikes = [.. rule.Levels.Select(level => HighOf(rule, level, TimesLimitOfSpikes))];
        PartHigh = rule.Parts is { } parts ? rule.Weights.HighestUpTo(LowestOfPart(rule, parts)) : long.MaxValue;
    }

    public CalmKind Kind { get; }

    /// <summary>No part is above its bound while no sample is above this, scaled as samples are.</summary>
    public long PartHigh { get; }

    /// <summary>How high a sample may be while level number <paramref name="level"/> is off, scaled as samples are.</summary>
    public long HighOf(int level, bool hasSpikes) => hasSpikes ? _highsOfSpikes[level] : _highs[level];

    /// <summary>The lowest of what the mean of a part is compared with.</summary>
    private static Int128 LowestOfPart(BoundRule rule, BoundParts parts) =>
        rule.Levels.Where(level => rule.IsEpisodes && level.Level == Level.Severe).Select(level => level.Above).Append(parts.Above).Min();

    private static CalmKind KindOf(BoundRule rule) => rule switch
    {
        { IsInstant: true } => CalmKind.Instant,
        { Parts: { } parts } => parts.OfMilliseconds > 0 ? CalmKind.Parts : CalmKind.Never,
        { IsTumbling: true, Aggregate: Aggregate.Max } => CalmKind.Highest,
        { IsRaw: true } => CalmKind.Never,
        { IsInMinutes: true } => CalmKind.Minutes,
        { IsTumbling: false } => CalmKind.Sliding,
        { Rule.IsDivisorFixed: true } => CalmKind.Exposure,
        _ => CalmKind.Mean,
    };

    private long HighOf(BoundRule rule, BoundLevel level, int times) => Kind switch
    {
        CalmKind.Instant or CalmKind.Highest => level.Above > long.MaxValue ? long.MaxValue : (long)level.Above,
        CalmKind.Parts or CalmKind.Never => long.MaxValue,
        _ => rule.Weights.IsLinear ? long.MaxValue : rule.Weights.HighestUpTo(level.Above * times), // of what is linear the sum is bounded, whatever the samples
    };
}
