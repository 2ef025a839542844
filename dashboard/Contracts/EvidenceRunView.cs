using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>A run of short means above the bound; where the rule counts short means, one of those above it.</summary>
/// <param name="Start">Start of its first one, excluded.</param>
/// <param name="End">End of its last one so far.</param>
/// <param name="Length">From start to end, ISO 8601.</param>
/// <param name="Height">The highest of its means, in the quantity's unit.</param>
/// <param name="Gap">From the end of the one before to its start, ISO 8601; null of the first.</param>
/// <param name="Open">A gap in the data ended it: how much longer it lasted is not known.</param>
public sealed record EvidenceRunView(Instant Start, Instant End, string Length, double Height, string? Gap, bool Open);
