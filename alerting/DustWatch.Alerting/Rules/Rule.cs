using DustWatch.Measurements;

namespace DustWatch.Alerting.Rules;

/// <summary>One rule: what is aggregated over which window, for which points, and where its levels lie.</summary>
/// <param name="Id">Unique within its set; never holds <c>~</c>.</param>
/// <param name="Kind">Exposure, or a rule on the quality of data; window, aggregate and levels say nothing for the latter.</param>
/// <param name="Quantity">What is judged; null for rules on a point as a whole, and for those on quality that look at each quantity of a point.</param>
/// <param name="Points">Ids of the points it binds, or null for all.</param>
/// <param name="Window">Over which time.</param>
/// <param name="Aggregate">How.</param>
/// <param name="Levels">At least one, each level once; empty for rules on quality.</param>
/// <param name="MinCoverage">Below this coverage the value compared is the lower bound, and nothing clears; 0 to 1.</param>
/// <param name="MinElapsedMilliseconds">How much of an unfinished shift or day must have passed before its mean counts for going on, ms.</param>
/// <param name="Dose">Parameters of <see cref="Aggregate.Dose"/>, else null.</param>
/// <param name="AfterMilliseconds">Offline: how long nothing arrives before it is a fault; stuck: how long the value stays the same, ms; else 0.</param>
/// <param name="Clause">Rules on quality: what they rest on; else null, levels name their own.</param>
/// <param name="Over">Aggregate <see cref="Aggregate.Count"/> of samples: those above it count, in the quantity's unit; else null.</param>
/// <param name="PerSecond">Step: a faster change is a fault, in the quantity's unit per second; else null.</param>
/// <param name="ByMilliseconds">Clock: device time that is further off is a fault, ms; else 0.</param>
/// <param name="Flap">The flap guard, or null for none.</param>
public sealed record Rule(
    string Id,
    RuleKind Kind,
    Quantity? Quantity,
    IReadOnlySet<string>? Points,
    RuleWindow Window,
    Aggregate Aggregate,
    IReadOnlyList<RuleLevel> Levels,
    decimal MinCoverage = Rule.DefaultMinCoverage,
    long MinElapsedMilliseconds = Rule.DefaultMinElapsedMilliseconds,
    DoseCriterion? Dose = null,
    long AfterMilliseconds = 0,
    string? Clause = null,
    decimal? Over = null,
    decimal? PerSecond = null,
    long ByMilliseconds = 0,
    FlapGuard? Flap = null)
{
    /// <summary>The coverage that a rule asks for when it states none.</summary>
    public const decimal DefaultMinCoverage = 0.75m;

    /// <summary>The time after which an unfinished mean counts when the rule states none: 1 h.</summary>
    public const long DefaultMinElapsedMilliseconds = 3_600_000;

    /// <summary>The silence that is a fault when an offline rule states none: 10 min.</summary>
    public const long DefaultAfterMilliseconds = 600_000;

    /// <summary>How long a value stays the same before it is stuck when a rule states nothing: 1 h.</summary>
    public const long DefaultStuckMilliseconds = 3_600_000;

    /// <summary>How far a device's time may be off when a rule states nothing: 5 min.</summary>
    public const long DefaultByMilliseconds = 300_000;

    /// <summary>Whether the value has a projection to the end of the shift.</summary>
    public bool HasProjection => Kind == RuleKind.Exposure && Window.Kind == WindowKind.Shift && Aggregate is Aggregate.Twa8h or Aggregate.Lex8h or Aggregate.Dose;

    /// <summary>Whether the sum is divided by 8 h (of a week by 40 h), however long the window is.</summary>
    public bool IsDivisorFixed => Aggregate is Aggregate.Twa8h or Aggregate.Lex8h or Aggregate.Dose or Aggregate.LexW;

    /// <summary>Whether the value compared with a limit is in decibels.</summary>
    public bool IsDecibel => Quantity is { } quantity && Quantities.IsDecibel(quantity) && Aggregate is not (Aggregate.Dose or Aggregate.Count);

    /// <summary>Whether the rule selects <paramref name="point"/>: it names it, and the point measures the quantity or does not say what it measures.</summary>
    public bool Selects(MonitoringPoint point) =>
        Names(point)
        && (Quantity is not { } quantity || point.Quantities.Count == 0 || point.Quantities.Contains(quantity));

    /// <summary>Whether the rule is for <paramref name="point"/>, whatever that measures.</summary>
    public bool Names(MonitoringPoint point) => Points is null || Points.Contains(point.Id);
}
