namespace DustWatch.Alerting.Statistics;

/// <summary>Averages of concentrations over a day or a quarter of an hour, and of several agents together. Pure; any thread.</summary>
public static class Concentrations
{
    private const long EightHours = 8 * 3_600_000;
    private const long FifteenMinutes = 15 * 60_000;

    /// <summary>C_TWA = Σ C·T / 8 h, also for a shorter or longer shift; time that is not stated is time without exposure.</summary>
    /// <remarks>GBZ 2.1-2019 annex A; 29 CFR 1910.1000(d)(1).</remarks>
    public static decimal TimeWeightedAverage(IEnumerable<ExposurePeriod> periods) => Sum(periods) / EightHours;

    /// <summary>C_STEL = Σ C·T / 15 min, also for a shorter contact.</summary>
    /// <remarks>GBZ 2.1-2019 annex A.</remarks>
    public static decimal ShortTermAverage(IEnumerable<ExposurePeriod> periods) => Sum(periods) / FifteenMinutes;

    /// <summary>Σ C/L of agents that act on the same organ; above 1 their common limit is passed.</summary>
    /// <param name="components">Each agent's concentration and its limit, above 0, in its own unit.</param>
    /// <remarks>GBZ 2.1-2019 mixed exposure; 29 CFR 1910.1000(d)(2).</remarks>
    public static decimal MixtureIndex(IEnumerable<(decimal Concentration, decimal Limit)> components) => components.Sum(c => c.Concentration / c.Limit);

    private static decimal Sum(IEnumerable<ExposurePeriod> periods) => periods.Sum(period => period.Concentration * period.Milliseconds);
}
