using DustWatch.Measurements;

namespace DustWatch.Alerting.Statistics;

/// <summary>A stretch of time at one equivalent level.</summary>
/// <param name="Level">L_Aeq, dB(A).</param>
/// <param name="Milliseconds">How long, ms; not negative.</param>
public readonly record struct SoundPeriod(Decibel Level, long Milliseconds);
