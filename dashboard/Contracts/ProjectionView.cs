using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>Where a shift is heading.</summary>
/// <param name="AtEnd">Value at its end if the last 15 minutes go on.</param>
/// <param name="ExceedsAt">When the limit is then passed, or null.</param>
/// <param name="MayStillBe">The highest mean for the rest that stays within the limit, or null.</param>
public sealed record ProjectionView(double? AtEnd, Instant? ExceedsAt, double? MayStillBe);
