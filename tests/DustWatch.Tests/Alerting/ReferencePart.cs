namespace DustWatch.Tests.Alerting;

/// <summary>A short mean in a window of parts, as it was when it was judged.</summary>
/// <param name="Start">Its start on the wall's clock, cut to the window.</param>
/// <param name="End">Its end on the wall's clock, cut to the window.</param>
/// <param name="Mean">Its mean over what is covered.</param>
/// <param name="Low">Its mean with the gap as no exposure.</param>
/// <param name="High">Its mean with the gap at the top of the range, or at its own mean.</param>
/// <param name="IsAbove">Whether the mean is above the bound.</param>
internal sealed record ReferencePart(long Start, long End, Fraction Mean, Fraction Low, Fraction High, bool IsAbove);
