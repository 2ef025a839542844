namespace DustWatch.Benchmarks;

/// <summary>One line of a result: ours beside one peer, from the same interleaved rounds.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">Ours, median.</param>
/// <param name="Unit">Of both values.</param>
/// <param name="Peer">The peer's name.</param>
/// <param name="PeerValue">The peer's, median.</param>
/// <param name="Ratio">Ours over the peer's: median of the rounds' ratios.</param>
/// <param name="Allocated">Bytes that ours allocated for one operation, over all measured rounds.</param>
internal sealed record Figure(string Name, double Value, string Unit, string Peer, double PeerValue, double Ratio, double Allocated);
