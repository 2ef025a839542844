using DustWatch.Measurements;

namespace DustWatch.Alerting;

/// <summary>Where a shift is heading, and what it may still bear.</summary>
/// <param name="AtEnd">Value at the shift's end if the last 15 minutes go on, in the unit of the compared value.</param>
/// <param name="ExceedsAt">When the limit is then passed; null when it is not.</param>
/// <param name="MayStillBe">The highest mean for the rest of the shift that stays within the limit, in the quantity's unit; null when nothing may.</param>
/// <param name="AtEndAtShiftMean">Value at the shift's end if the mean of the shift so far goes on; null where nobody asked.</param>
/// <param name="AtEndIfStopped">The same if exposure stops now.</param>
public sealed record Projection(double? AtEnd, Instant? ExceedsAt, double? MayStillBe, double? AtEndAtShiftMean = null, double? AtEndIfStopped = null);
