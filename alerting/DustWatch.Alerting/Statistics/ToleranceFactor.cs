namespace DustWatch.Alerting.Statistics;

/// <summary>
/// K of the one-sided tolerance limit of a normal sample, mean + K·s: with the stated confidence at least the stated part of the distribution lies
/// below it. K = t'/√n, t' the quantile of the non-central t distribution of n − 1 degrees of freedom and non-centrality z·√n. Pure; any thread.
/// </summary>
/// <remarks>EN 689:2018 annex F (95 % with 70 % confidence); ISO 16269-6 for the other tables.</remarks>
public static class ToleranceFactor
{
    private const int Steps = 2_000; // of Simpson's rule; 1,000 gives the same 12 digits
    private const double Deviations = 12;

    /// <summary>K for <paramref name="count"/> results.</summary>
    /// <param name="count">Number of results, at least 2.</param>
    /// <param name="part">The part of the distribution below the limit, above 0 and below 1.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static double Of(int count, double part, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        if (!(confidence is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Must be above 0 and below 1.");
        }

        var z = NormalDistribution.Quantile(part);
        var (low, high) = (z - 1, z + 1);
        while (Cumulative(low, count, z) > confidence)
        {
            low -= high - low;
        }

        while (Cumulative(high, count, z) < confidence)
        {
            high += high - low;
        }

        return Halve(low, high, count, z, confidence);
    }

    private static double Halve(double low, double high, int count, double z, double confidence)
    {
        for (var middle = (low + high) / 2; high - low > 1e-12 * Math.Max(1, Math.Abs(middle)); middle = (low + high) / 2)
        {
            (low, high) = Cumulative(middle, count, z) < confidence ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>P(mean + k·s ≥ the quantile z of the distribution): ∫ Φ(√n·(k·r − z)) f(r) dr over r = s/σ.</summary>
    private static double Cumulative(double k, int count, double z)
    {
        double freedom = count - 1;
        var spread = Deviations / Math.Sqrt(2 * freedom);
        var (from, to) = (Math.Max(0, 1 - spread), 1 + spread);
        var step = (to - from) / Steps;
        var logScale = LogScale(count - 1);
        var sum = 0.0;
        for (var i = 0; i <= Steps; i++)
        {
            var r = from + (i * step);
            var weight = i is 0 or Steps ? 1 : i % 2 == 0 ? 2 : 4;
            sum += weight * DensityOfSpread(r, freedom, logScale) * NormalDistribution.Cumulative(Math.Sqrt(count) * ((k * r) - z));
        }

        return sum * step / 3;
    }

    // f(r) = 2·(ν/2)^(ν/2)/Γ(ν/2) · r^(ν−1) · e^(−ν·r²/2), the density of χ/√ν.
    private static double DensityOfSpread(double r, double freedom, double logScale)
    {
        if (r > 0)
        {
            return Math.Exp(logScale + ((freedom - 1) * Math.Log(r)) - (freedom * r * r / 2));
        }

        return freedom > 1 ? 0 : Math.Exp(logScale);
    }

    private static double LogScale(int freedom) => Math.Log(2) + (freedom / 2.0 * Math.Log(freedom / 2.0)) - LogGammaOfHalf(freedom);

    // ln Γ(ν/2), from Γ(1) = 1 or Γ(½) = √π by Γ(x + 1) = x·Γ(x).
    private static double LogGammaOfHalf(int freedom)
    {
        var sum = freedom % 2 == 0 ? 0 : 0.5 * Math.Log(Math.PI);
        for (var twice = freedom - 2; twice > 0; twice -= 2)
        {
            sum += Math.Log(twice / 2.0);
        }

        return sum;
    }
}
