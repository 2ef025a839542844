using DustWatch.Measurements;

namespace DustWatch.Alerting.Statistics;

/// <summary>One task of a working day.</summary>
/// <param name="Levels">L_p,A,eqT of each measurement, dB(A); at least one, three or more where the task counts.</param>
/// <param name="Hours">Mean duration of the task in the day, above 0.</param>
/// <param name="HoursLeast">Its least duration, or null when the duration has no uncertainty.</param>
/// <param name="HoursMost">Its greatest duration, or null likewise.</param>
public sealed record NoiseTask(IReadOnlyList<Decibel> Levels, double Hours, double? HoursLeast = null, double? HoursMost = null);
