namespace DustWatch.Simulator.Scenario;

/// <summary>An industry and what its workshops look like.</summary>
/// <param name="Code">GB/T 4754.</param>
/// <param name="Posts">Nine; a smaller enterprise has the first eight.</param>
internal sealed record Industry(string Code, IReadOnlyList<Post> Posts);
