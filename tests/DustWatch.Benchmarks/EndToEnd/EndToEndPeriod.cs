namespace DustWatch.Benchmarks.EndToEnd;

/// <summary>A period at a fixed rate.</summary>
/// <param name="IsHeld">Whether nobody was too far behind.</param>
/// <param name="Rate">Messages acknowledged a second, by the wall.</param>
/// <param name="LagSeconds">Of the reader of the log, or of the connection, that was furthest behind at its end.</param>
/// <param name="Consumer">Which reader that was.</param>
/// <param name="ServerCores">CPU seconds a second of the server's process.</param>
/// <param name="GeneratorCores">The same of this process.</param>
internal sealed record EndToEndPeriod(bool IsHeld, double Rate, double LagSeconds, string Consumer, double ServerCores, double GeneratorCores);
