using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>One step of a history; null where no valid sample covers it.</summary>
internal sealed record MeanStepView(Instant T, double? Mean, double? Min, double? Max, double Coverage);
