using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>One entry of the hub's <c>live</c>.</summary>
public sealed record LiveValueView(string Point, string Quantity, Instant T, double Value, string Level);
