using DustWatch.Alerting;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>The rule that is nearest to its limit, or farthest over it.</summary>
/// <param name="Ratio">How much of the limit is used; of a level, as energy.</param>
internal sealed record WorstView(
    string Rule,
    Quantity Quantity,
    double Value,
    string Unit,
    double Limit,
    double Ratio,
    Level Level,
    double? Coverage,
    ProjectionView? Projection);
