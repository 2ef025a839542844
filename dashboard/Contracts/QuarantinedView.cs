using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>A sample that was set aside because its time cannot be right.</summary>
internal sealed record QuarantinedView(Instant At, string Point, string Quantity, Instant T, double Value, string Flag, string Reason);
