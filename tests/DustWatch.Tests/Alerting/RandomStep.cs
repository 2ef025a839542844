using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>A sample with its arrival, or, without a sample, a tick.</summary>
internal sealed record RandomStep(Sample? Sample, long Arrival);
