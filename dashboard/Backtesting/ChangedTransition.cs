using DustWatch.Alerting;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>A transition that two sets of rules do not have in common.</summary>
/// <param name="Transition">As under the new rules; as under the old ones when it was removed.</param>
/// <param name="Change">What became of it.</param>
internal readonly record struct ChangedTransition(Transition Transition, Change Change);
