using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Backends;
using DustWatch.Ingest.History;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>What a shard reads to judge its late points again: its snapshots, the history, the ledger.</summary>
internal sealed class ShardPast(int shard, ISampleLog log, IAlertLedger ledger, Checkpoints checkpoints, IHistory history) : IReevaluationSource
{
    /// <summary>The detector that a checkpoint holds; null when this program judges in another way than the one that wrote it.</summary>
    public static ShardDetector? Load(int shard, Checkpoint checkpoint, ISampleLog log, out string? fault)
    {
        fault = "the log has no registry before it";
        if (log.FindRegistry(checkpoint.Position) is not { } change || !RegistryReader.TryRead(change.Json, out var registry, out _))
        {
            return null;
        }

        var rules = RulesAt(checkpoint.Position, log);
        var detector = new Detector(registry, rules, new Instant(0), shard, Limits.DetectionShards);
        return detector.TryLoad(checkpoint.State, out fault) ? new ShardDetector(detector, registry, rules) : null;
    }

    /// <summary>A detector that has seen nothing, with the registry and the rules that held at a position.</summary>
    public static ShardDetector Begin(int shard, long position, ISampleLog log)
    {
        var change = log.FindRegistry(position);
        var registry = change is not null && RegistryReader.TryRead(change.Json, out var read, out _) ? read : Registry.Empty;
        var rules = RulesAt(position, log);
        return new ShardDetector(new Detector(registry, rules, change?.At ?? new Instant(0), shard, Limits.DetectionShards), registry, rules);
    }

    public IEnumerable<Detector> ReadSnapshots()
    {
        foreach (var snapshot in checkpoints.ReadSnapshots(shard))
        {
            if (Load(shard, snapshot, log, out _) is { } loaded)
            {
                yield return loaded.Detector;
            }
        }
    }

    public IEnumerable<Sample> ReadSamples(int point, Quantity quantity, Interval span) => history.ReadAll(point, quantity, span);

    public IReadOnlyList<Transition> ReadTransitions(string point, Instant from) => ledger.ReadLastRevisions(point, from);

    public IReadOnlyList<VerdictRevision> ReadVerdicts(string point, Instant from) => ledger.ReadLastVerdicts(point, from);

    private static RuleSet? RulesAt(long position, ISampleLog log) =>
        log.FindRules(position) is { } stored ? RulesVersion.Read(stored.Version, stored.Json).Rules : null;
}
