namespace DustWatch.Measurements;

/// <summary>A rest inside a shift, in local time: neither exposure nor gap.</summary>
/// <param name="Start">Local start.</param>
/// <param name="End">Local end.</param>
public sealed record ShiftBreak(TimeOnly Start, TimeOnly End);
