using DustWatch.Alerting.Detection.Calm;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>An exposure rule bound to the limit of one agent: limits as weights, lengths in ms. Immutable, shared by points.</summary>
internal sealed class BoundRule
{
    /// <summary>The stretch whose mean rate is projected to the end of the shift: 15 min.</summary>
    public const long ProjectionMilliseconds = 15 * 60_000;

    /// <summary>The divisor of twa8h, lex8h and dose, ms.</summary>
    public const long EightHours = 8 * 3_600_000;

    /// <summary>The divisor of lexw: five days of 8 h, ms.</summary>
    public const long FortyHours = 5 * EightHours;

    private const int DosePercentPerWeight = 10; // A % is a mean dose weight of A·10⁶·10 over 8 h: 10⁹ is 100 %

    private BoundRule(Rule rule, Quantity quantity, decimal? agentLimit, IReadOnlyList<BoundLevel> levels)
    {
        Rule = rule;
        Quantity = quantity;
        Levels = [.. levels];
        Aggregate = rule.Aggregate;
        IsInstant = rule.Window.Kind == WindowKind.Instant;
        IsTumbling = rule.Window.IsTumbling;
        IsRaw = IsInstant || rule.Aggregate is Aggregate.Max or Aggregate.Min or Aggregate.Last or Aggregate.Count;
        IsDecibel = rule.IsDecibel;
        IsEpisodes = rule.Window.Kind == WindowKind.Episodes;
        Weights = WeightsOf(rule, quantity);
        SlidingMilliseconds = rule.Window.Kind == WindowKind.Sliding ? rule.Window.LengthMilliseconds : rule.HasProjection ? ProjectionMilliseconds : 0;
        IsInMinutes = rule.Window.IsInMinutes;
        MinCoverageMillionths = FixedPoint.From(rule.MinCoverage, FixedPoint.Decimals);
        QuantityUnit = Quantities.Of(quantity).Unit;
        Unit = rule.Aggregate switch { Aggregate.Dose => "%", Aggregate.Count => "1", _ => QuantityUnit };
        Divisor = rule.Aggregate == Aggregate.LexW ? FortyHours : EightHours;
        Over = rule.Over is { } over ? FixedPoint.From(over, Quantities.Of(quantity).Decimals) : 0;
        if (rule.Window.Parts is { } parts)
        {
            (Parts, PartsAbove) = Bind(parts, quantity, agentLimit);
        }

        Threshold = Levels.Where(level => level.Level != Level.Projected).Select(level => level.Above).DefaultIfEmpty(Int128.MaxValue).Min();
        Projected = Levels.FirstOrDefault(level => level.Level == Level.Projected);
        Exceeded = Levels.FirstOrDefault(level => level.Level == Level.Exceeded);
        Calm = new CalmRule(this);
    }

    public Rule Rule { get; }

    public Quantity Quantity { get; }

    public BoundLevel[] Levels { get; }

    public Aggregate Aggregate { get; }

    /// <summary>The level <c>projected</c>, or null.</summary>
    public BoundLevel? Projected { get; }

    /// <summary>The level <c>exceeded</c>, or null.</summary>
    public BoundLevel? Exceeded { get; }

    public bool IsInstant { get; }

    public bool IsTumbling { get; }

    /// <summary>Whether it is kept in one-minute buckets.</summary>
    public bool IsInMinutes { get; }

    /// <summary>Whether the value is one sample's or a number, compared as it stands, and not a sum of weights.</summary>
    public bool IsRaw { get; }

    public bool IsDecibel { get; }

    /// <summary>Whether it looks at runs of parts; else, with <see cref="Parts"/>, it counts them.</summary>
    public bool IsEpisodes { get; }

    /// <summary>The window's parts, or null.</summary>
    public BoundParts? Parts { get; }

    /// <summary>Bound of the parts in the quantity's unit, or null.</summary>
    public decimal? PartsAbove { get; }

    public Weights Weights { get; }

    /// <summary>Length of the sliding sum, ms: the rule's own window or the projection's; 0 for none.</summary>
    public long SlidingMilliseconds { get; }

    /// <summary>Length of the stretch that the series' ring must hold for it, ms.</summary>
    public long RingMilliseconds => IsInMinutes ? 0 : SlidingMilliseconds;

    public long MinCoverageMillionths { get; }

    /// <summary>What the length of a window does not change: the divisor of twa8h, lex8h, dose (8 h) and lexw (40 h), ms.</summary>
    public long Divisor { get; }

    /// <summary>Samples above it are counted, scaled as samples are.</summary>
    public long Over { get; }

    public string Unit { get; }

    public string QuantityUnit { get; }

    /// <summary>Above none of the levels but <c>projected</c> while not above this.</summary>
    public Int128 Threshold { get; }

    /// <summary>What is fixed about telling that nothing changes.</summary>
    public CalmRule Calm { get; }

    public bool HasProjection => Rule.HasProjection;

    /// <summary>Binds <paramref name="rule"/> where the agent's limit is <paramref name="limit"/>; null when it needs one and there is none.</summary>
    public static BoundRule? Create(Rule rule, decimal? limit)
    {
        var quantity = rule.Quantity ?? throw new ArgumentException("An exposure rule has a quantity.", nameof(rule));
        if (rule.Window.Parts is { Above: null } && limit is null)
        {
            return null;
        }

        var levels = rule.Levels
            .Where(level => level.Above is not null || level.Times is null || limit is not null)
            .Select(level => CreateLevel(rule, level, quantity, limit ?? 0))
            .OrderBy(level => level.Level)
            .ToList();
        return levels.Count == 0 ? null : new BoundRule(rule, quantity, limit, levels);
    }

    /// <summary>The double nearest to numerator / denominator in the unit of the compared value, or 10·lg of it; null for the level of nothing.</summary>
    public double? Show(Int128 numerator, Int128 denominator)
    {
        if (IsRaw)
        {
            return FixedPoint.Quotient(numerator, denominator * (IsDecibel ? 100 : FixedPoint.One));
        }

        return Rule.Aggregate == Aggregate.Dose
            ? FixedPoint.Quotient(numerator, denominator * DosePercentPerWeight * FixedPoint.One)
            : ShowMean(numerator, denominator);
    }

    /// <summary>The mean of a part, in the quantity's unit.</summary>
    public double? ShowMean(Int128 numerator, Int128 denominator)
    {
        if (!Quantities.IsDecibel(Quantity))
        {
            return FixedPoint.Quotient(numerator, denominator * FixedPoint.One);
        }

        return numerator == 0 ? null : SoundEnergy.LevelOf(numerator, denominator);
    }

    private static BoundLevel CreateLevel(Rule rule, RuleLevel level, Quantity quantity, decimal agentLimit)
    {
        var isOfPart = rule.Window.Kind == WindowKind.Episodes && level.Level == Level.Severe;
        if (rule.Window.Parts is { } parts && !isOfPart)
        {
            var number = level.Above ?? parts.AtMost;
            return new BoundLevel(level.Level, FixedPoint.From(number, FixedPoint.Decimals), 0, (double)number, level.ForMilliseconds, level.ClearForMilliseconds, level.Clause);
        }

        var isDecibel = isOfPart ? Quantities.IsDecibel(quantity) : rule.IsDecibel;
        var decimals = isDecibel ? Decibel.Decimals : FixedPoint.Decimals;
        var limit = decimal.Round(level.Above ?? ((level.Times ?? 0) * agentLimit), decimals, MidpointRounding.ToEven);
        var below = isDecibel
            ? limit - (level.Clear ?? RuleLevel.DefaultClearDecibels)
            : limit * (level.Clear ?? RuleLevel.DefaultClearPart);
        Int128 Weigh(decimal value) => isOfPart ? WeightOfMean(quantity, value) : WeightOf(rule, FixedPoint.From(value, decimals));
        return new BoundLevel(level.Level, Weigh(limit), Weigh(below), (double)limit, level.ForMilliseconds, level.ClearForMilliseconds, level.Clause);
    }

    private static (BoundParts Parts, decimal Above) Bind(WindowParts parts, Quantity quantity, decimal? agentLimit)
    {
        var above = decimal.Round(parts.Above ?? ((parts.Times ?? 0) * (agentLimit ?? 0)), Quantities.Of(quantity).Decimals, MidpointRounding.ToEven);
        return (new BoundParts(parts.OfMilliseconds, WeightOfMean(quantity, above), parts.AtMost, parts.LongestMilliseconds, parts.ApartMilliseconds), above);
    }

    private static Int128 WeightOfMean(Quantity quantity, decimal limit)
    {
        var scaled = FixedPoint.From(limit, Quantities.Of(quantity).Decimals);
        return Quantities.IsDecibel(quantity) ? Weights.EnergyOfLimit(scaled) : scaled;
    }

    private static Int128 WeightOf(Rule rule, long scaled) => rule switch
    {
        { Window.Kind: WindowKind.Instant } or { Aggregate: Aggregate.Max or Aggregate.Min or Aggregate.Last or Aggregate.Count } => scaled,
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
