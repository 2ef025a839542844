namespace DustWatch.Dashboard.Contracts;

/// <summary>What measured.</summary>
/// <param name="Ids">The devices of the point.</param>
/// <param name="Range">Top of the instrument's range that the registry states, in the unit of the quantity, or null.</param>
/// <param name="Calibration">Its calibration; null while none is recorded.</param>
public sealed record EvidenceDeviceView(IReadOnlyList<string> Ids, decimal? Range, string? Calibration);
