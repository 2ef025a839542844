namespace DustWatch.Alerting.Statistics;

/// <summary>A lognormal distribution fitted to results of one post: one value a shift, because minutes of one shift are not independent. Pure; any thread.</summary>
/// <param name="Count">Number of results.</param>
/// <param name="LogMean">m, mean of ln x.</param>
/// <param name="LogDeviation">s, standard deviation of ln x (divisor n − 1).</param>
/// <param name="Mean">Arithmetic mean, unit of the results.</param>
/// <param name="Deviation">Standard deviation (divisor n − 1), unit of the results.</param>
/// <remarks>EN 689:2018 annexes E and F.</remarks>
public sealed record LognormalFit(int Count, double LogMean, double LogDeviation, double Mean, double Deviation)
{
    /// <summary>Geometric mean e^m, unit of the results.</summary>
    public double GeometricMean => Math.Exp(LogMean);

    /// <summary>Geometric standard deviation e^s.</summary>
    public double GeometricDeviation => Math.Exp(LogDeviation);

    /// <summary>X95 = exp(m + 1.645 s): 95 % of the shifts lie below it.</summary>
    public double Percentile95 => Percentile(0.95);

    /// <summary>Fits <paramref name="results"/>.</summary>
    /// <param name="results">One each shift, any one unit; at least two, all above 0.</param>
    /// <exception cref="ArgumentException">They are fewer, or one is not above 0.</exception>
    public static LognormalFit Of(IReadOnlyCollection<double> results)
    {
        if (results.Count < 2 || results.Any(x => !(x > 0) || double.IsInfinity(x)))
        {
            throw new ArgumentException("A fit needs two results or more, all above 0.", nameof(results));
        }

        var (logMean, logDeviation) = Spread([.. results.Select(x => Math.Log(x))]);
        var (mean, deviation) = Spread(results);
        return new LognormalFit(results.Count, logMean, logDeviation, mean, deviation);
    }

    /// <summary>The value below which <paramref name="part"/> of the shifts lie, unit of the results.</summary>
    /// <param name="part">Above 0 and below 1.</param>
    public double Percentile(double part) => Math.Exp(LogMean + (NormalDistribution.Quantile(part) * LogDeviation));

    /// <summary>The part of the shifts above <paramref name="limit"/>: 1 − Φ((ln L − m)/s), 0 to 1.</summary>
    /// <param name="limit">Unit of the results; above 0.</param>
    public double ExceedanceFraction(double limit) => NormalDistribution.Cumulative(-Distance(limit));

    /// <summary>Upper tolerance limit exp(m + K·s), unit of the results.</summary>
    /// <param name="part">The part of the shifts below it.</param>
    /// <param name="confidence">With this confidence.</param>
    public double ToleranceLimit(double part, double confidence) => Math.Exp(LogMean + (ToleranceFactor.Of(Count, part, confidence) * LogDeviation));

    /// <summary>U_R = (ln L − m)/s: how many deviations the limit lies above the geometric mean; infinite when all results are equal.</summary>
    /// <param name="limit">Unit of the results; above 0.</param>
    public double Distance(double limit)
    {
        var above = Math.Log(limit) - LogMean;
        return LogDeviation > 0 ? above / LogDeviation : above >= 0 ? double.PositiveInfinity : double.NegativeInfinity;
    }

    private static (double Mean, double Deviation) Spread(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(x => (x - mean) * (x - mean)) / (values.Count - 1)));
    }
}
