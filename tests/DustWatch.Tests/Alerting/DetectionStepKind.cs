namespace DustWatch.Tests.Alerting;

/// <summary>What a step is.</summary>
internal enum DetectionStepKind
{
    Sample,
    Tick,
    Quarantined,
    Refused,
}
