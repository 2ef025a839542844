using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>Everything that detection is a function of. Live, arrivals and ticks are those of a server; else it is a backtest.</summary>
internal sealed record DetectionInput(Registry Registry, IReadOnlyList<Rule> Rules, IReadOnlyList<DetectionStep> Steps, bool IsLive)
{
    public long WatchingSince => Steps.Min(step => step.Arrival);

    public long End => Steps.Max(step => step.Arrival);
}
