using DustWatch.Alerting;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>A rule's current state at a point.</summary>
internal sealed record RuleExposureView(
    string Rule,
    Quantity Quantity,
    WindowView? Window,
    double? Value,
    string Unit,
    double? Low,
    double? High,
    double Limit,
    IReadOnlyList<RuleLimitView> Limits,
    double? Coverage,
    Level Level,
    ProjectionView? Projection);
