using DustWatch.Alerting;
using DustWatch.Alerting.Detection;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>What judging gave.</summary>
/// <param name="Transitions">In the order of a backtest's output.</param>
/// <param name="Counts">What was seen.</param>
/// <param name="Warnings">What is judged less than fully, and why.</param>
internal sealed record Judged(IReadOnlyList<Transition> Transitions, DetectionCounts Counts, IReadOnlyList<RegistryFault> Warnings)
{
    /// <summary>What one shard has found; the shard's state can go.</summary>
    public static Judged Of(Detector shard, Findings found) => new(found.Transitions, shard.Counts, shard.Faults);

    /// <summary>Brings shards together: transitions sorted, counts added, warnings in an order that does not depend on how many shards there were.</summary>
    public static Judged Of(IReadOnlyList<Judged> shards)
    {
        var transitions = new List<Transition>(shards.Sum(shard => shard.Transitions.Count));
        foreach (var shard in shards)
        {
            transitions.AddRange(shard.Transitions);
        }

        transitions.Sort(TransitionOrder.Instance);
        return new Judged(
            transitions,
            new DetectionCounts(
                shards.Sum(shard => shard.Counts.Samples),
                shards.Sum(shard => shard.Counts.Late),
                shards.Sum(shard => shard.Counts.Duplicates),
                shards.Sum(shard => shard.Counts.Conflicts)),
            [.. shards.SelectMany(shard => shard.Warnings).OrderBy(fault => fault.Path.Length).ThenBy(fault => fault.Path, StringComparer.Ordinal)]);
    }
}
