namespace DustWatch.Measurements;

/// <summary>One occurrence of a shift or a day.</summary>
/// <param name="Span">Its instants, <c>(Start, End]</c>.</param>
/// <param name="Shift">Number of the shift in its calendar, or -1 for a day.</param>
public readonly record struct ShiftWindow(Interval Span, int Shift);
