using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>A rule made ready for judging the points of one agent: limits as weights, lengths in ms. Immutable, shared by points.</summary>
internal sealed class BoundRule
{
    /// <summary>The stretch whose mean rate is projected to the end of the shift: 15 min.</summary>
    public const long ProjectionMilliseconds = 15 * 60_000;

    /// <summary>The divisor of twa8h, lex8h and dose, ms.</summary>
    public const long EightHours = 8 * 3_600_000;

    private const int DosePercentPerWeight = 10; // A % is a mean dose weight of A·10⁶·10 over 8 h: 10⁹ is 100 %

    private BoundRule(Rule rule, Quantity quantity, IReadOnlyList<BoundLevel> levels)
    {
        Rule = rule;
        Quantity = quantity;
        Levels = [.. levels];
        IsRaw = rule.Window.Kind == WindowKind.Instant || rule.Aggregate is Aggregate.Max or Aggregate.Last;
        IsDecibel = rule.IsDecibel;
        Weights = WeightsOf(rule, quantity);
        SlidingMilliseconds = rule.Window.Kind == WindowKind.Sliding ? rule.Window.LengthMilliseconds : rule.HasProjection ? ProjectionMilliseconds : 0;
        MinCoverageMillionths = FixedPoint.From(rule.MinCoverage, FixedPoint.Decimals);
        Unit = rule.Aggregate == Aggregate.Dose ? "%" : Quantities.Of(quantity).Unit;
        LowestAbove = Levels.Where(level => level.Level != Level.Projected).Select(level => level.Above).DefaultIfEmpty(Int128.MaxValue).Min();
        Projected = Levels.FirstOrDefault(level => level.Level == Level.Projected);
    }

    public Rule Rule { get; }

    public Quantity Quantity { get; }

    public BoundLevel[] Levels { get; }

    /// <summary>The level <c>projected</c>, or null.</summary>
    public BoundLevel? Projected { get; }

    /// <summary>Whether the value is one sample's, compared as it stands, and not a sum of weights.</summary>
    public bool IsRaw { get; }

    public bool IsDecibel { get; }

    public Weights Weights { get; }

    /// <summary>Length of the sliding sum, ms: the rule's own window or the projection's; 0 for none.</summary>
    public long SlidingMilliseconds { get; }

    public long MinCoverageMillionths { get; }

    public string Unit { get; }

    /// <summary>Above none of the levels but <c>projected</c> while not above this.</summary>
    public Int128 LowestAbove { get; }

    public bool HasProjection => Rule.HasProjection;

    /// <summary>Binds <paramref name="rule"/> where the agent's limit is <paramref name="limit"/>; null when no level has a limit then.</summary>
    public static BoundRule? Create(Rule rule, decimal? limit)
    {
        var quantity = rule.Quantity ?? throw new ArgumentException("An exposure rule has a quantity.", nameof(rule));
        var levels = rule.Levels
            .Where(level => level.Above is not null || limit is not null)
            .Select(level => CreateLevel(rule, level, level.Above ?? ((level.Times ?? 0) * (limit ?? 0))))
            .OrderBy(level => level.Level)
            .ToList();
        return levels.Count == 0 ? null : new BoundRule(rule, quantity, levels);
    }

    /// <summary>The double nearest to numerator / denominator in the unit of the compared value, or 10·lg of it; null for the level of nothing.</summary>
    public double? Show(Int128 numerator, Int128 denominator)
    {
        if (IsRaw)
        {
            return FixedPoint.Quotient(numerator, denominator * (IsDecibel ? 100 : FixedPoint.One));
        }

        if (IsDecibel)
        {
            return numerator == 0 ? null : 10 * Math.Log10(FixedPoint.Quotient(numerator, denominator * Weights.EnergyScale));
        }

        return FixedPoint.Quotient(numerator, denominator * (Rule.Aggregate == Aggregate.Dose ? DosePercentPerWeight * FixedPoint.One : FixedPoint.One));
    }

    private static BoundLevel CreateLevel(Rule rule, RuleLevel level, decimal above)
    {
        var decimals = rule.IsDecibel ? Decibel.Decimals : FixedPoint.Decimals;
        var limit = decimal.Round(above, decimals, MidpointRounding.ToEven);
        var below = rule.IsDecibel
            ? limit - (level.Clear ?? RuleLevel.DefaultClearDecibels)
            : limit * (level.Clear ?? RuleLevel.DefaultClearPart);
        return new BoundLevel(
            level.Level,
            WeightOf(rule, FixedPoint.From(limit, decimals)),
            WeightOf(rule, FixedPoint.From(below, decimals)),
            (double)limit,
            level.ForMilliseconds,
            level.ClearForMilliseconds,
            level.Clause);
    }

    private static Int128 WeightOf(Rule rule, long scaled) => rule switch
    {
        { Window.Kind: WindowKind.Instant } or { Aggregate: Aggregate.Max or Aggregate.Last } => scaled,
        { Aggregate: Aggregate.Dose } => (Int128)scaled * DosePercentPerWeight,
        { IsDecibel: true } => Weights.EnergyOfLimit(scaled),
        _ => scaled,
    };

    private static Weights WeightsOf(Rule rule, Quantity quantity) => rule switch
    {
        { Dose: { } dose } => Weights.Dose(dose),
        _ => Quantities.IsDecibel(quantity) ? Weights.Energy : Weights.Linear,
    };
}
