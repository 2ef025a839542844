using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>A shift that was worked or is planned: <c>(start, end]</c>.</summary>
internal sealed record ShiftView(string Name, Instant Start, Instant End);
