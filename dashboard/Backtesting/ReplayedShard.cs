using System.Buffers;
using DustWatch.Alerting;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>
/// One shard of a replay of the log: its detector, what stands of what it found, and the states from which late points can be judged again. One thread at a
/// time. Revisions are not counted: what was taken back is gone, and what was corrected reads as found so at once.
/// </summary>
internal sealed class ReplayedShard : IReevaluationSource
{
    private const int BufferSamples = 1024;

    private readonly RuleSet? _rules;
    private readonly int _shard;
    private readonly ShardDetector _judging;
    private readonly Reevaluation _reevaluation;
    private readonly Findings _found = new();
    private readonly List<(ReadOnlySequence<byte> State, Registry Registry)> _snapshots = []; // oldest first
    private readonly Dictionary<string, Dictionary<(string Rule, Instant At, int N), Transition>> _standing = new(StringComparer.Ordinal); // of the late points, while they are judged again
    private SamplesByPoint _stored = new(points: 0);

    public ReplayedShard(int shard, Registry registry, RuleSet? rules, Instant watchingSince)
    {
        (_shard, _rules) = (shard, rules);
        _judging = new ShardDetector(new Detector(registry, rules, watchingSince, shard, Limits.DetectionShards), registry, rules);
        _reevaluation = new Reevaluation(this);
    }

    /// <summary>Points that have to be judged again.</summary>
    public IReadOnlyList<LateSample> Late => _judging.Detector.Late;

    /// <summary>What stands.</summary>
    public Judged Judged => Judged.Of(_judging.Detector, _found);

    /// <summary>Judges records in their order.</summary>
    public void Judge(IReadOnlyList<LogRecord> records)
    {
        foreach (var record in records)
        {
            _judging.Judge(record, recent: null, _found);
            _found.Repeats.Clear(); // counted by the detector, as late ones are
            _found.Late.Clear();
            _found.Verdicts.Clear();
        }
    }

    /// <summary>Keeps the state as it is: after a change, what was judged in another way before it cannot be gone on from.</summary>
    public void Keep()
    {
        var state = new ArrayBufferWriter<byte>();
        _judging.Detector.Save(state);
        _snapshots.Add((new ReadOnlySequence<byte>(state.WrittenMemory), _judging.Registry));
    }

    /// <summary>Judges the late points again, as the running server does.</summary>
    /// <param name="stored">All their samples so far, in order of arrival.</param>
    /// <returns>Points whose past stands, because they were judged in another way at that time.</returns>
    public IReadOnlyList<string> JudgeAgain(SamplesByPoint stored)
    {
        var due = Late;
        _stored = stored;
        TakeOut(due);
        var revisions = _reevaluation.Judge(_judging.Detector, due);
        foreach (var transition in revisions.SelectMany(revision => revision.Transitions))
        {
            if (transition.Reason == TransitionReason.Withdrawn)
            {
                _standing[transition.Point].Remove(KeyOf(transition));
            }
            else
            {
                _standing[transition.Point][KeyOf(transition)] = transition with { Revision = 0 };
            }
        }

        _found.Transitions.AddRange(_standing.Values.SelectMany(point => point.Values));
        _standing.Clear();
        return [.. _judging.Take(due, revisions).Select(sample => IdOf(sample))];
    }

    /// <inheritdoc/>
    public IEnumerable<Detector> ReadSnapshots()
    {
        for (var i = _snapshots.Count - 1; i >= 0; i--)
        {
            var detector = new Detector(_snapshots[i].Registry, _rules, new Instant(0), _shard, Limits.DetectionShards);
            yield return detector.TryLoad(_snapshots[i].State, out var fault) ? detector : throw new InvalidDataException($"A state that was just saved cannot be read: {fault}.");
        }
    }

    /// <inheritdoc/>
    public IEnumerable<Sample> ReadSamples(int point, Quantity quantity, Interval span)
    {
        foreach (var batch in _stored.InOrderOf(point, new Sample[BufferSamples]))
        {
            for (var i = 0; i < batch.Length; i++)
            {
                var sample = batch.Span[i];
                if (sample.Quantity == quantity && span.Contains(sample.Time))
                {
                    yield return sample;
                }
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Transition> ReadTransitions(string point, Instant from) => [.. _standing[point].Values.Where(transition => transition.At >= from)];

    /// <inheritdoc/>
    /// <remarks>None: a backtest writes transitions.</remarks>
    public IReadOnlyList<VerdictRevision> ReadVerdicts(string point, Instant from) => [];

    /// <summary>Takes what was found of late points out of the findings; of a key that was found twice the first counts, as in the ledger.</summary>
    private void TakeOut(IReadOnlyList<LateSample> due)
    {
        foreach (var sample in due)
        {
            _standing.Add(IdOf(sample), []);
        }

        _found.Transitions.RemoveAll(transition =>
        {
            if (!_standing.TryGetValue(transition.Point, out var known))
            {
                return false;
            }

            known.TryAdd(KeyOf(transition), transition);
            return true;
        });
    }

    private string IdOf(LateSample sample) => _judging.Registry.Points[sample.Point].Id;

    private static (string Rule, Instant At, int N) KeyOf(Transition transition) => (transition.Rule, transition.At, transition.N);
}
