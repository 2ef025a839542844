namespace DustWatch.Alerting.Statistics;

/// <summary>The standard normal distribution, to about 15 digits. Pure; any thread.</summary>
public static class NormalDistribution
{
    private const double TailFrom = 2.5; // below it the series loses digits to ½; 60 terms of the fraction leave e^−54 from here on
    private const int FractionTerms = 60;
    private const double FarTail = -38.5;

    /// <summary>Φ(x): the part of the distribution that lies at or below <paramref name="x"/>.</summary>
    /// <returns>0 to 1; small values keep their digits, those near 1 do not: use Φ(−x) there.</returns>
    /// <remarks>Near the middle ½ + φ(x)·Σ x^(2k+1)/(1·3·…·(2k+1)); in the tails the continued fraction of Mills' ratio (Abramowitz and Stegun 26.2.11, 26.2.14).</remarks>
    public static double Cumulative(double x)
    {
        if (x > TailFrom)
        {
            return 1 - Cumulative(-x);
        }

        return x < -TailFrom ? Density(x) * MillsRatio(-x) : 0.5 + (Density(x) * Series(x));
    }

    /// <summary>φ(x).</summary>
    public static double Density(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);

    /// <summary>The x with Φ(x) = <paramref name="probability"/>.</summary>
    /// <param name="probability">Above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static double Quantile(double probability)
    {
        if (!(probability is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Must be above 0 and below 1.");
        }

        return probability > 0.5 ? -LowerQuantile(1 - probability) : LowerQuantile(probability);
    }

    // Halving until nothing lies between: slower than a rational approximation, and as exact as Φ itself.
    private static double LowerQuantile(double probability)
    {
        var (low, high) = (FarTail, 0.0);
        while (true)
        {
            var middle = (low + high) / 2;
            if (middle <= low || middle >= high)
            {
                return high;
            }

            (low, high) = Cumulative(middle) < probability ? (middle, high) : (low, middle);
        }
    }

    private static double Series(double x)
    {
        var (term, sum) = (x, x);
        for (var odd = 3; Math.Abs(term) > Math.Abs(sum) * 1e-17; odd += 2)
        {
            term *= x * x / odd;
            sum += term;
        }

        return sum;
    }

    // 1/(x + 1/(x + 2/(x + 3/(x + …)))), from the inside out.
    private static double MillsRatio(double x)
    {
        var rest = x;
        for (var k = FractionTerms; k >= 1; k--)
        {
            rest = x + (k / rest);
        }

        return 1 / rest;
    }
}
