using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>One step of a history of levels: the equivalent level in place of a mean.</summary>
internal sealed record LeqStepView(Instant T, double? Leq, double? Min, double? Max, double Coverage);
