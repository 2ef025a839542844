namespace DustWatch.Measurements;

/// <summary>A supervised area (区县).</summary>
/// <param name="Id">The registry's id.</param>
/// <param name="Name">As shown.</param>
/// <param name="Code">GB/T 2260 code, or null.</param>
public sealed record District(string Id, string Name, string? Code);
