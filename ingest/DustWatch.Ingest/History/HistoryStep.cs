using DustWatch.Measurements;

namespace DustWatch.Ingest.History;

/// <summary>What one step <c>(t − step, t]</c> of a history holds. Values in the quantity's unit, raw; null where no valid sample covers it.</summary>
/// <param name="End">t.</param>
/// <param name="Mean">Mean weighted by time; for a level the equivalent level, its mean as energy.</param>
/// <param name="Minimum">Lowest valid sample whose interval overlaps the step.</param>
/// <param name="Maximum">Highest valid sample whose interval overlaps the step.</param>
/// <param name="Coverage">Part of the step that valid samples cover, 0 to 1.</param>
public readonly record struct HistoryStep(Instant End, double? Mean, double? Minimum, double? Maximum, double Coverage);
