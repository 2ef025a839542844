using DustWatch.Alerting.Rules;
using DustWatch.Dashboard.Commands;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>What a backtest judges: samples by event time, or the log's records as they came. It can be judged any number of times, under different rules.</summary>
internal interface IBacktestSource
{
    /// <summary>Judges everything with detectors that have seen nothing, points on several cores; the result does not depend on how many.</summary>
    /// <param name="rules">Rules for all points, or null for each point's default rules.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Judged Judge(RuleSet? rules, CommandProgress progress, CancellationToken cancellationToken);
}
