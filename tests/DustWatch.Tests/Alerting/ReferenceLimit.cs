using System.Numerics;
using DustWatch.Alerting.Rules;
using DustWatch.Alerting.Standards;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>Limits and weights as whole numbers, found by trial: the whole number whose neighbours' halves enclose the power.</summary>
internal sealed record ReferenceLimit(BigInteger Above, BigInteger Below, double Shown)
{
    private static readonly Dictionary<(int Radix, long Scale, long Numerator, int Denominator), BigInteger> Powers = [];

    public static ReferenceLimit Of(Rule rule, RuleLevel level, MonitoringPoint point)
    {
        var quantity = rule.Quantity!.Value; // exposure rules have one
        var isDecibel = Quantities.IsDecibel(quantity) && rule.Aggregate != Aggregate.Dose;
        var above = level.Above ?? (level.Times!.Value * StandardsPacks.FindLimit(point, quantity)!.Limit); // one of the two is stated
        var decimals = isDecibel ? 2 : 6;
        above = Math.Round(above, decimals, MidpointRounding.ToEven);
        var below = Math.Round(isDecibel ? above - (level.Clear ?? 1m) : above * (level.Clear ?? 0.95m), decimals, MidpointRounding.ToEven);
        return new ReferenceLimit(Scaled(rule, above), Scaled(rule, below), (double)above);
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
        var isDecibel = Quantities.IsDecibel(rule.Quantity!.Value); // exposure rules have one
        if (rule.Window.Kind == WindowKind.Instant || rule.Aggregate is Aggregate.Max or Aggregate.Last)
        {
            return (double)value.Numerator / (isDecibel ? 100 : 1e6);
        }

        if (rule.Aggregate == Aggregate.Dose)
        {
            return (double)(value.Numerator * 1_000_000 / value.Denominator) / 1e13;
        }

        if (isDecibel)
        {
            return value.Numerator.IsZero ? null : 10 * (BigInteger.Log10(value.Numerator) - BigInteger.Log10(value.Denominator) - 3);
        }

        return (double)(value.Numerator * 1_000_000_000 / value.Denominator) / 1e15;
    }

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

    private static BigInteger Scaled(Rule rule, decimal limit)
    {
        if (rule.Aggregate == Aggregate.Dose)
        {
            return new BigInteger(limit * 10_000_000m);
        }

        var isDecibel = Quantities.IsDecibel(rule.Quantity!.Value); // exposure rules have one
        if (isDecibel && rule.Aggregate is Aggregate.Leq or Aggregate.Lex8h && rule.Window.Kind != WindowKind.Instant)
        {
            return Power(10, 1_000, (long)(limit * 100), 1_000);
        }

        return new BigInteger(limit * (isDecibel ? 100 : 1_000_000));
    }
}
