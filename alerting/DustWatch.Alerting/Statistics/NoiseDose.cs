using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Alerting.Standards;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Statistics;

/// <summary>Noise dose in % of a working day's. Pure; any thread.</summary>
/// <remarks>29 CFR 1910.95 appendix A; NIOSH 98-126 1.1.</remarks>
public static class NoiseDose
{
    private const double HoursOfDay = 8;
    private const long EightHours = 8 * 3_600_000;
    private const int PercentOfWhole = 100;

    /// <summary>T = 8 h / 2^((L − criterion)/exchange): how long a level may last to be 100 %, hours. The threshold does not matter to it.</summary>
    public static double ReferenceHours(Decibel level, DoseCriterion criterion) =>
        HoursOfDay / Math.Pow(2, (level.Hundredths - criterion.CriterionHundredths) / (double)criterion.ExchangeHundredths);

    /// <summary>D = 100 · Σ C/T over the levels from the threshold on, %.</summary>
    public static double Percent(IEnumerable<SoundPeriod> periods, DoseCriterion criterion) => FixedPoint.Quotient(
        periods.Aggregate(Int128.Zero, (sum, period) => sum + (Weights.DoseOf(period.Level, criterion) * period.Milliseconds)) * PercentOfWhole,
        (Int128)EightHours * Weights.DoseScale);

    /// <summary>TWA = q · lg(D/100) + criterion, dB(A): the level that has this dose in 8 h; negative infinity of none.</summary>
    /// <param name="percent">D, %; not negative.</param>
    /// <param name="limit">Whose criterion, and whose q as printed.</param>
    public static double TimeWeightedLevel(double percent, DoseLimit limit) =>
        ((double)limit.Coefficient * Math.Log10(percent / PercentOfWhole)) + (limit.Criterion.CriterionHundredths / 100.0);

    /// <summary>The dose of a whole shift when a part of it was measured and the rest is like it, %.</summary>
    /// <param name="percent">The measured dose, %.</param>
    /// <param name="measuredHours">How long was measured, above 0.</param>
    /// <param name="shiftHours">Length of the shift.</param>
    public static double OfShift(double percent, double measuredHours, double shiftHours) => percent * shiftHours / measuredHours;

    /// <summary>The level that, all through a shift of so many hours, has the dose of the action level: criterion + q · lg(D/(12.5 · h)), dB(A).</summary>
    /// <param name="shiftHours">Above 0.</param>
    /// <param name="action">The action level, such as 50 %.</param>
    /// <remarks>OSHA Technical Manual, table IV-3: 90 + 16.61 lg(50/(12.5 h)).</remarks>
    public static double ActionLevel(double shiftHours, DoseLimit action) =>
        TimeWeightedLevel((double)action.Percent * HoursOfDay / shiftHours, action);
}
