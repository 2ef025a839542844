namespace DustWatch.Measurements;

/// <summary>A stretch of time, open at the left and closed at the right: <c>(Start, End]</c>.</summary>
/// <param name="Start">Excluded.</param>
/// <param name="End">Included; not before <paramref name="Start"/>.</param>
public readonly record struct Interval(Instant Start, Instant End)
{
    /// <summary>Length in ms.</summary>
    public long Milliseconds => End - Start;

    /// <summary>Whether <paramref name="instant"/> lies in <c>(Start, End]</c>.</summary>
    public bool Contains(Instant instant) => instant > Start && instant <= End;

    /// <summary>How many ms of this interval lie in <paramref name="other"/>; 0 when they only touch.</summary>
    public long OverlapMilliseconds(Interval other) =>
        Math.Max(0, Math.Min(End.Milliseconds, other.End.Milliseconds) - Math.Max(Start.Milliseconds, other.Start.Milliseconds));
}
