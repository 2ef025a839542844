using DustWatch.Alerting.Detection;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Statistics;

/// <summary>Sound exposure of a day and a week, summed as whole numbers of energy. Pure; any thread.</summary>
public static class SoundExposure
{
    private const long EightHours = 8 * 3_600_000;
    private const int WeekDivisor = 5;
    private const double HoursOfDay = 8;
    private const double ReferencePressureSquared = 4e-10; // (20 µPa)²
    private const double PointsLevel = 85; // 100 points are 8 h at this level, HSE L108
    private const double PointsOfDay = 100;

    /// <summary>10 lg of the mean energy, dB; negative infinity when there is no level.</summary>
    /// <param name="levels">Of equal times, dB; same weighting.</param>
    /// <remarks>ISO 1996-1, equivalent continuous level; ISO 9612:2009 equations 7 and 11.</remarks>
    public static double EnergyMean(IReadOnlyCollection<Decibel> levels) =>
        SoundEnergy.LevelOf(levels.Aggregate(Int128.Zero, static (sum, level) => sum + Weights.EnergyOf(level)), levels.Count);

    /// <summary>L_EX,8h = 10 lg(Σ T·10^(L/10) / 8 h), dB(A); negative infinity of no sound at all.</summary>
    /// <remarks>GBZ/T 189.8-2007; ISO 9612:2009 equation 9.</remarks>
    public static double Daily(IEnumerable<SoundPeriod> periods) =>
        SoundEnergy.LevelOf(periods.Aggregate(Int128.Zero, static (sum, period) => sum + (Weights.EnergyOf(period.Level) * period.Milliseconds)), EightHours);

    /// <summary>L_EX,W = 10 lg((1/5)·Σ 10^(0.1·L_EX,8h,i)), dB(A); the divisor is 5 for 4 or 6 days too.</summary>
    /// <param name="days">L_EX,8h of each working day of the week, dB(A).</param>
    /// <remarks>GBZ/T 189.8-2007.</remarks>
    public static double Weekly(IEnumerable<Decibel> days) =>
        SoundEnergy.LevelOf(days.Aggregate(Int128.Zero, static (sum, day) => sum + Weights.EnergyOf(day)), WeekDivisor);

    /// <summary>Hours at <paramref name="level"/> until L_EX,8h reaches <paramref name="target"/>: 8 h · 10^((target − level)/10).</summary>
    public static double HoursTo(Decibel target, Decibel level) => HoursOfDay * Math.Pow(10, (target.Level - level.Level) / 10);

    /// <summary>Exposure points of a stretch of time: 100 are a daily exposure of 85 dB(A).</summary>
    /// <remarks>HSE L108, ready reckoner.</remarks>
    public static double Points(SoundPeriod period) =>
        PointsOfDay * period.Milliseconds / EightHours * Math.Pow(10, (period.Level.Level - PointsLevel) / 10);

    /// <summary>L_EX,8h of a day's points, dB(A); negative infinity of none.</summary>
    public static double DailyOfPoints(double points) => PointsLevel + (10 * Math.Log10(points / PointsOfDay));

    /// <summary>L_EX,W of a week's points, dB(A); negative infinity of none.</summary>
    public static double WeeklyOfPoints(double points) => DailyOfPoints(points / WeekDivisor);

    /// <summary>L_EX,8h of a sound exposure E = ∫ p_A² dt, dB(A).</summary>
    /// <param name="pascalSquaredHours">E in Pa²·h; above 0.</param>
    /// <remarks>IEC 61252: 3.2 Pa²·h are about 90 dB.</remarks>
    public static double DailyOfExposure(double pascalSquaredHours) =>
        10 * Math.Log10(pascalSquaredHours / (HoursOfDay * ReferencePressureSquared));
}
