namespace DustWatch.Measurements;

/// <summary>One shift of a calendar, in local time.</summary>
/// <param name="Name">As in transitions.</param>
/// <param name="Start">Local start.</param>
/// <param name="End">Local end; at or before <paramref name="Start"/> it is the next day's (equal: 24 h).</param>
/// <param name="Breaks">Rests inside the shift, in order.</param>
public sealed record Shift(string Name, TimeOnly Start, TimeOnly End, IReadOnlyList<ShiftBreak> Breaks);
