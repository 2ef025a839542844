using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>What happens at one arrival time: a sample, a quarantined sample, <paramref name="Refused"/> values of a point, or only a tick.</summary>
internal sealed record DetectionStep(DetectionStepKind Kind, long Arrival, Sample Sample = default, int Point = 0, int Refused = 0)
{
    public static DetectionStep Of(Sample sample, long? arrival = null) => new(DetectionStepKind.Sample, arrival ?? sample.Time.Milliseconds, sample);

    public static DetectionStep Tick(long now) => new(DetectionStepKind.Tick, now);

    public static DetectionStep Quarantined(Sample sample, long arrival) => new(DetectionStepKind.Quarantined, arrival, sample);

    public static DetectionStep RefusedAt(int point, int count, long arrival) => new(DetectionStepKind.Refused, arrival, default, point, count);
}
