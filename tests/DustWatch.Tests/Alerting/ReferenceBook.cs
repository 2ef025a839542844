using DustWatch.Alerting;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>What has been said, and where every point stands under every rule.</summary>
internal sealed class ReferenceBook
{
    private readonly Dictionary<(int, string), ReferenceLevel> _levels = [];

    public List<Transition> Transitions { get; } = [];

    public List<Verdict> Verdicts { get; } = [];

    public ReferenceLevel LevelOf(MonitoringPoint point, Rule rule)
    {
        if (!_levels.TryGetValue((point.Number, rule.Id), out var level))
        {
            _levels.Add((point.Number, rule.Id), level = new ReferenceLevel());
        }

        return level;
    }

    /// <summary>An evaluation found <paramref name="highest"/>; writes what the flap guard lets through.</summary>
    public void Settle(MonitoringPoint point, Rule rule, Level highest, ReferenceFacts facts)
    {
        var level = LevelOf(point, rule);
        if (level.Move(highest, facts.At, rule.Flap) is { } change)
        {
            var reason = change.To > level.Level ? TransitionReason.Raised : TransitionReason.Cleared;
            Write(point, rule, level, change.To, reason, change.IsFlapping, facts);
        }
    }

    /// <summary>A window has ended: normal, whatever the guard holds.</summary>
    public void EndWindow(MonitoringPoint point, Rule rule, ReferenceFacts facts)
    {
        var level = LevelOf(point, rule);
        if (level.Level != Level.Normal)
        {
            Write(point, rule, level, Level.Normal, TransitionReason.WindowEnd, level.IsFlapping, facts);
            level.EndFlapping();
        }
    }

    private void Write(MonitoringPoint point, Rule rule, ReferenceLevel level, Level to, TransitionReason reason, bool isFlapping, ReferenceFacts facts)
    {
        var from = level.Level;
        var shown = facts.Show(to > from ? to : from, reason);
        var n = level.Write(to, facts.At);
        Transitions.Add(new Transition(
            point.Id,
            rule.Id,
            $"{point.Id}~{rule.Id}~{level.EpisodeStart}",
            facts.Quantity,
            from,
            to,
            new Instant(facts.At),
            n,
            reason,
            shown.Value,
            shown.Unit,
            shown.Low,
            shown.High,
            shown.Limit,
            new Interval(new Instant(facts.WindowStart), new Instant(facts.At)),
            facts.Coverage,
            facts.Peak,
            shown.Shift,
            facts.IsCensored,
            facts.IsUncorrected,
            isFlapping,
            Revision: 0,
            shown.Clause));
    }
}
