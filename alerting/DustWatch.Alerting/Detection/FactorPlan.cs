using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>The site factor of one series, with its days as instants.</summary>
/// <param name="K">Gravimetric over optical reading.</param>
/// <param name="From">First ms at which it holds.</param>
/// <param name="Until">First ms at which it no longer holds.</param>
internal sealed record FactorPlan(decimal K, long From, long Until)
{
    /// <summary>From here on a day stands for "for ever".</summary>
    private static readonly DateOnly LastDay = new(9999, 1, 1);

    public static FactorPlan Create(SiteFactor factor, CalendarWindows calendar) =>
        new(factor.K, calendar.StartOf(factor.From), factor.Until is { } until && until < LastDay ? calendar.StartOf(until) : long.MaxValue);

    public bool HoldsAt(long time) => time >= From && time < Until;

    /// <summary>x·K, rounded half to even as x was.</summary>
    public long Apply(long value) => Corrected(value, K);

    /// <summary>x·k, rounded half to even as x was.</summary>
    public static long Corrected(long value, decimal k) => (long)decimal.Round(value * k, 0, MidpointRounding.ToEven);
}
