using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>One sample of an evidence. The invalid ones cover nothing: <c>start</c> is <c>t</c>.</summary>
/// <param name="Start">Start of the interval (start, t] that it covers.</param>
/// <param name="T">Its time.</param>
/// <param name="X">As sent, in the unit of its quantity.</param>
/// <param name="K">The site factor that it was judged with.</param>
/// <param name="Flag">Its flag; with <c>T</c> it counts as at least the top of the range.</param>
public sealed record EvidenceSampleView(Instant Start, Instant T, decimal X, decimal K, SampleFlag Flag);
