using DustWatch.Alerting;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>One entry of the hub's <c>live</c>.</summary>
public sealed record LiveValueView(string Point, Quantity Quantity, Instant T, double Value, Level Level);
