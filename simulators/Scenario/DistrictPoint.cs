namespace DustWatch.Simulator.Scenario;

/// <summary>A fed point as the registry's writer needs it.</summary>
internal sealed record DistrictPoint(string Id, string Enterprise, string Calendar, Post Post);
