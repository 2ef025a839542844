using DustWatch.Alerting;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>A monitoring point as the board shows it.</summary>
internal sealed record PointView(
    string Id,
    string Enterprise,
    string EnterpriseName,
    string? District,
    string? DistrictName,
    string? Industry,
    string Workshop,
    string Post,
    string? Agent,
    BilingualView? AgentName,
    string Zone,
    string Interval,
    IReadOnlyList<Quantity> Quantities,
    IReadOnlyList<string> Devices,
    bool Online,
    Instant? LastSeen,
    Level Level,
    IReadOnlyList<PointValueView> Values,
    WorstView? Worst);
