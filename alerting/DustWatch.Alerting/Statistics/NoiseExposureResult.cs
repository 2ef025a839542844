namespace DustWatch.Alerting.Statistics;

/// <summary>A daily noise exposure level with its uncertainty, reported as L_EX,8h + U.</summary>
/// <param name="Level">L_p,A,eqTe of the measurements, dB(A); that of the whole day for tasks.</param>
/// <param name="Daily">L_EX,8h, dB(A).</param>
/// <param name="SamplingDeviation">u1, standard deviation of the measurements, dB; 0 for tasks, which have their own.</param>
/// <param name="SamplingContribution">c1·u1, dB; 0 for tasks.</param>
/// <param name="Uncertainty">u, combined standard uncertainty, dB.</param>
/// <param name="Tasks">The tasks, in their order; empty for job and full day.</param>
public sealed record NoiseExposureResult(
    double Level,
    double Daily,
    double SamplingDeviation,
    double SamplingContribution,
    double Uncertainty,
    IReadOnlyList<NoiseTaskResult> Tasks)
{
    /// <summary>Coverage factor of a one-sided confidence of 95 % (ISO 9612:2009 clause 14).</summary>
    public const double CoverageFactor = 1.65;

    /// <summary>U = 1.65 u, dB.</summary>
    public double ExpandedUncertainty => CoverageFactor * Uncertainty;

    /// <summary>L_EX,8h + U, dB(A): with 95 % confidence the exposure is not above it.</summary>
    public double Upper => Daily + ExpandedUncertainty;
}
