using DustWatch.Alerting;
using DustWatch.Alerting.Detection;

namespace DustWatch.Tests.Alerting;

/// <summary>What detection says of an input, in a backtest's order.</summary>
internal sealed record DetectionOutput(List<Transition> Transitions, List<Verdict> Verdicts)
{
    public static DetectionOutput Ordered(IEnumerable<Transition> transitions, IEnumerable<Verdict> verdicts) => new(
        [.. transitions.Order(TransitionOrder.Instance)],
        [
            .. verdicts.OrderBy(verdict => verdict.Window.End)
                .ThenBy(verdict => verdict.Point, StringComparer.Ordinal)
                .ThenBy(verdict => verdict.Rule, StringComparer.Ordinal)
                .ThenBy(verdict => verdict.Shift, StringComparer.Ordinal),
        ]);
}
