using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>Where a shift is heading.</summary>
/// <param name="AtEnd">Value at its end if the last 15 minutes go on.</param>
/// <param name="ExceedsAt">When the limit is then passed, or null.</param>
/// <param name="MayStillBe">The highest mean for the rest that stays within the limit, or null.</param>
/// <param name="AtEndAtShiftMean">Value at its end if the mean of the shift so far goes on; null where it was not asked for.</param>
/// <param name="AtEndIfStopped">Value at its end if exposure stops now; null where it was not asked for.</param>
public sealed record ProjectionView(double? AtEnd, Instant? ExceedsAt, double? MayStillBe, double? AtEndAtShiftMean, double? AtEndIfStopped);
