namespace DustWatch.Alerting.Statistics;

/// <summary>What one task contributes.</summary>
/// <param name="Level">L_p,A,eqT of the task, dB(A): energy mean of its measurements.</param>
/// <param name="Contribution">L_EX,8h of the task alone, dB(A).</param>
/// <param name="Variance">What it adds to u², dB².</param>
public sealed record NoiseTaskResult(double Level, double Contribution, double Variance);
