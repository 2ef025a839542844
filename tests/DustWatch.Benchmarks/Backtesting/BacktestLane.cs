namespace DustWatch.Benchmarks.Backtesting;

/// <summary>One way of running a backtest, or what it is compared with.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="Run">Runs it once.</param>
internal sealed record BacktestLane(string Name, Func<BacktestTurn> Run);
