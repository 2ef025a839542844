using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>A run of short means above the bound in a window of episodes; in a window of counted parts, one of those above it.</summary>
/// <param name="Start">Start of its first part, excluded.</param>
/// <param name="End">End of its last part so far.</param>
/// <param name="Height">The highest of its means, in the quantity's unit.</param>
/// <param name="GapMilliseconds">From the end of the one before to its start, ms; null of the first.</param>
/// <param name="IsOpen">A gap longer than <c>hold</c> ended it: how much longer it lasted, nobody knows.</param>
public sealed record PartRun(Instant Start, Instant End, double Height, long? GapMilliseconds, bool IsOpen);
