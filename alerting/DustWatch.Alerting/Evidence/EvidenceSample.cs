using DustWatch.Measurements;

namespace DustWatch.Alerting.Evidence;

/// <summary>A sample and the interval <c>(Start, Time]</c> that it covers.</summary>
/// <param name="Start">Excluded; of an invalid sample its own time, as it covers nothing.</param>
/// <param name="Time">Its time.</param>
/// <param name="Value">As it was sent, scaled as samples are.</param>
/// <param name="Factor">What it is multiplied with before it is judged.</param>
/// <param name="Flag">Its flag.</param>
public readonly record struct EvidenceSample(Instant Start, Instant Time, long Value, decimal Factor, SampleFlag Flag);
