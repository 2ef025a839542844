namespace DustWatch.Benchmarks;

/// <summary>Something that takes the same rounds of input as others do, and keeps its state from round to round.</summary>
/// <typeparam name="T">A round's input.</typeparam>
/// <param name="Name">As in the table.</param>
/// <param name="Take">Takes one round, or as much of it as it has time for, on the calling thread; returns how many operations that were.</param>
internal sealed record Contender<T>(string Name, Func<T, long> Take);
