using System.Numerics;
using DustWatch.Alerting.Rules;
using DustWatch.Alerting.Standards;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>Limits and weights as whole numbers, found by trial: the whole number whose neighbours' halves enclose the power.</summary>
internal sealed record ReferenceLimit(BigInteger Above, BigInteger Below, double Shown)
{
    private static readonly Dictionary<(int Radix, long Scale, long Numerator, int Denominator), BigInteger> Powers = [];

    /// <summary>Whether the value is one of the samples, or a number of them, and no sum over time.</summary>
    public static bool IsRaw(Rule rule) =>
        rule.Window.Kind == WindowKind.Instant || rule.Aggregate is Aggregate.Max or Aggregate.Min or Aggregate.Last or Aggregate.Count;

    public static ReferenceLimit Of(Rule rule, RuleLevel level, MonitoringPoint point)
    {
        var above = Rounded(level.Above ?? (level.Times!.Value * LimitOf(rule, point)), rule.IsDecibel); // one of the two is stated
        var below = Rounded(rule.IsDecibel ? above - (level.Clear ?? 1m) : above * (level.Clear ?? 0.95m), rule.IsDecibel);
        return new ReferenceLimit(Scaled(rule, above), Scaled(rule, below), (double)above);
    }

    /// <summary>A bound of the means of parts: the window's, or that of the level <c>severe</c>.</summary>
    public static ReferenceLimit OfParts(Rule rule, decimal? stated, decimal? times, MonitoringPoint point)
    {
        var isDecibel = Quantities.IsDecibel(rule.Quantity!.Value); // exposure rules have one
        var above = Rounded(stated ?? (times!.Value * LimitOf(rule, point)), isDecibel); // one of the two is stated
        var weight = isDecibel ? Power(10, 1_000, (long)(above * 100), 1_000) : new BigInteger(above * 1_000_000);
        return new ReferenceLimit(weight, weight, (double)above);
    }

    public static BigInteger Over(Rule rule)
    {
        var isDecibel = Quantities.IsDecibel(rule.Quantity!.Value); // exposure rules have one
        return new BigInteger(Rounded(rule.Over!.Value, isDecibel) * (isDecibel ? 100 : 1_000_000)); // stated wherever samples are counted
    }

    public static BigInteger Weight(Rule rule, long value)
    {
        if (!Quantities.IsDecibel(rule.Quantity!.Value)) // exposure rules have one
        {
            return value;
        }

        if (rule.Dose is not { } dose)
        {
            return Power(10, 1_000, value, 1_000);
        }

        return value < dose.ThresholdHundredths ? 0 : Power(2, 1_000_000_000, value - dose.CriterionHundredths, dose.ExchangeHundredths);
    }

    public static double? Show(Rule rule, Fraction value)
    {
        if (IsRaw(rule))
        {
            return (double)value.Numerator / (rule.IsDecibel ? 100 : 1e6);
        }

        return rule.Aggregate == Aggregate.Dose ? (double)(value.Numerator * 1_000_000 / value.Denominator) / 1e13 : ShowMean(rule, value);
    }

    /// <summary>A mean of weights, in the quantity's unit; null for the level of nothing.</summary>
    public static double? ShowMean(Rule rule, Fraction value)
    {
        if (Quantities.IsDecibel(rule.Quantity!.Value)) // exposure rules have one
        {
            return value.Numerator.IsZero ? null : 10 * (BigInteger.Log10(value.Numerator) - BigInteger.Log10(value.Denominator) - 3);
        }

        return (double)(value.Numerator * 1_000_000_000 / value.Denominator) / 1e15;
    }

    public static string UnitOf(Rule rule) => rule.Aggregate switch
    {
        Aggregate.Dose => "%",
        Aggregate.Count => "1",
        _ => Quantities.Of(rule.Quantity!.Value).Unit, // exposure rules have one
    };

    /// <summary>round(scale · radix^(numerator/denominator)) by trial.</summary>
    public static BigInteger Power(int radix, long scale, long numerator, int denominator)
    {
        if (Powers.TryGetValue((radix, scale, numerator, denominator), out var known))
        {
            return known;
        }

        // 2w − 1 ≤ 2·scale·radix^(n/d) ≤ 2w + 1, both sides to the power d, negative n on the other side.
        var target = BigInteger.Pow(2 * new BigInteger(scale), denominator) * BigInteger.Pow(radix, (int)Math.Max(0, numerator));
        var factor = BigInteger.Pow(radix, (int)Math.Max(0, -numerator));
        var guess = new BigInteger(scale * Math.Pow(radix, (double)numerator / denominator));
        var slack = (guess >> 40) + 2;
        var (low, high) = (BigInteger.Max(0, guess - slack), guess + slack);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var isLess = BigInteger.Pow((2 * middle) + 1, denominator) * factor < target;
            (low, high) = isLess ? (middle + 1, high) : (low, middle);
        }

        Powers.Add((radix, scale, numerator, denominator), low);
        return low;
    }

    private static decimal LimitOf(Rule rule, MonitoringPoint point) => StandardsPacks.FindLimit(point, rule.Quantity!.Value)!.Limit; // such rules bind such points

    private static decimal Rounded(decimal limit, bool isDecibel) => Math.Round(limit, isDecibel ? 2 : 6, MidpointRounding.ToEven);

    private static BigInteger Scaled(Rule rule, decimal limit)
    {
        if (rule.Aggregate == Aggregate.Dose)
        {
            return new BigInteger(limit * 10_000_000m);
        }

        return rule.IsDecibel && !IsRaw(rule) ? Power(10, 1_000, (long)(limit * 100), 1_000) : new BigInteger(limit * (rule.IsDecibel ? 100 : 1_000_000));
    }
}
