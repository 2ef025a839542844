namespace DustWatch.Dashboard.Contracts;

/// <summary>A rule's current state at a point.</summary>
internal sealed record ExposureView(
    string Rule,
    string? Quantity,
    WindowView? Window,
    double? Value,
    string? Unit,
    double? Low,
    double? High,
    double? Limit,
    double? Coverage,
    string Level,
    ProjectionView? Projection);
