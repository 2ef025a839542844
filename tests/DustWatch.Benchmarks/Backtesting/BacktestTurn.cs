namespace DustWatch.Benchmarks.Backtesting;

/// <summary>What one run took.</summary>
/// <param name="CpuSeconds">User and system, of all its threads.</param>
/// <param name="WallSeconds">From its start to its end.</param>
/// <param name="ResidentBytesMaximum">The most memory that it held at once; 0 when nobody can know.</param>
internal readonly record struct BacktestTurn(double CpuSeconds, double WallSeconds, long ResidentBytesMaximum);
