namespace DustWatch.Dashboard.Monitoring;

/// <summary>What the pipeline counts as it goes; everything else in <c>/metrics</c> is read where it stands.</summary>
internal sealed class PipelineMetrics
{
    /// <summary>By rule and level after.</summary>
    public LabelledCounter Transitions { get; } = new();

    /// <summary>From a sample's arrival to the hub.</summary>
    public Histogram AlertLatency { get; } = new();

    /// <summary>Time that an append to the log took to become durable.</summary>
    public Histogram LogAppend { get; } = new();
}
