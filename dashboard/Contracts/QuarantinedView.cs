using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>A sample that was set aside because its time cannot be right.</summary>
internal sealed record QuarantinedView(Instant At, string Point, Quantity Quantity, Instant T, double Value, SampleFlag Flag, string Reason);
