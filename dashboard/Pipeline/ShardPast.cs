using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Alerting.Detection;
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

        var rules = log.FindRules(checkpoint.Position) is { } stored ? RulesVersion.Read(stored.Version, stored.Json).Rules : null;
        var detector = new Detector(registry, rules, new Instant(0), shard, Limits.DetectionShards);
        return detector.TryLoad(checkpoint.State.Span, out fault) ? new ShardDetector(detector, registry, rules) : null;
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

    public IEnumerable<Sample> ReadSamples(int point, Quantity quantity, Interval span)
    {
        while (true)
        {
            var page = history.Read(point, quantity, span, Limits.ReevaluationPageSamples);
            foreach (var sample in page)
            {
                yield return sample;
            }

            if (page.Count < Limits.ReevaluationPageSamples)
            {
                yield break;
            }

            span = span with { Start = page[^1].Time };
        }
    }

    public IReadOnlyList<Transition> ReadTransitions(string point, Instant from) => ledger.ReadLastRevisions(point, from);

    public IReadOnlyList<VerdictRevision> ReadVerdicts(string point, Instant from) => ledger.ReadLastVerdicts(point, from);
}
