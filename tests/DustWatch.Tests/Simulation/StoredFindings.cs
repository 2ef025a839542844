using DustWatch.Alerting;
using DustWatch.Alerting.Detection;
using DustWatch.Measurements;

namespace DustWatch.Tests.Simulation;

/// <summary>History, ledger and snapshots in memory, with the rules that the stores keep to: the first sample of a time counts, a key is written once.</summary>
/// <param name="load">Makes a detector of a snapshot's bytes.</param>
internal sealed class StoredFindings(Func<ReadOnlyMemory<byte>, Detector> load) : IReevaluationSource
{
    private readonly Dictionary<(int Point, Quantity Quantity), SortedList<long, Sample>> _samples = [];
    private readonly Dictionary<(string Point, string Rule, Instant At, int N), List<Transition>> _transitions = [];
    private readonly Dictionary<(string Point, string Rule, Instant End, string? Shift), List<VerdictRevision>> _verdicts = [];

    /// <summary>Positions and states, oldest first.</summary>
    public List<(int Position, byte[] State)> Snapshots { get; } = [];

    /// <summary>Whether the samples cannot be read.</summary>
    public bool IsDamaged { get; set; }

    /// <summary>How often something was revised.</summary>
    public int RevisionCount { get; private set; }

    /// <summary>What stands, as <c>ledger outcome</c> says it.</summary>
    public List<Transition> Outcome
    {
        get
        {
            var standing = _transitions.Values.Select(revisions => revisions[^1]).Where(last => last.Reason != TransitionReason.Withdrawn).Select(last => last with { Revision = 0 }).ToList();
            standing.Sort(TransitionOrder.Instance);
            return standing;
        }
    }

    /// <summary>The verdicts that stand.</summary>
    public List<Verdict> Verdicts
    {
        get
        {
            var standing = _verdicts.Values.Select(revisions => revisions[^1]).Where(last => !last.IsWithdrawn).Select(last => last.Verdict with { Revision = 0 }).ToList();
            standing.Sort(VerdictOrder.Instance);
            return standing;
        }
    }

    public void Store(in Sample sample)
    {
        if (!_samples.TryGetValue((sample.Point, sample.Quantity), out var series))
        {
            _samples[(sample.Point, sample.Quantity)] = series = [];
        }

        series.TryAdd(sample.Time.Milliseconds, sample);
    }

    public void Commit(IEnumerable<Transition> transitions, IEnumerable<VerdictRevision> verdicts)
    {
        foreach (var found in transitions)
        {
            // As in the ledger: what is found where something was taken back is not that again.
            var isBack = found.Reason != TransitionReason.Withdrawn && _transitions.TryGetValue((found.Point, found.Rule, found.At, found.N), out var known) && known[^1].Reason == TransitionReason.Withdrawn;
            var transition = isBack ? found with { Revision = _transitions[(found.Point, found.Rule, found.At, found.N)].Count } : found;
            Add(_transitions, (transition.Point, transition.Rule, transition.At, transition.N), transition, transition.Revision);
        }

        foreach (var found in verdicts)
        {
            var key = (found.Verdict.Point, found.Verdict.Rule, found.Verdict.Window.End, found.Verdict.Shift);
            var isBack = !found.IsWithdrawn && _verdicts.TryGetValue(key, out var known) && known[^1].IsWithdrawn;
            var verdict = isBack ? found with { Verdict = found.Verdict with { Revision = _verdicts[key].Count } } : found;
            Add(_verdicts, key, verdict, verdict.Verdict.Revision);
        }
    }

    public IEnumerable<Detector> ReadSnapshots() => Enumerable.Reverse(Snapshots).Select(snapshot => load(snapshot.State));

    public IEnumerable<Sample> ReadSamples(int point, Quantity quantity, Interval span) =>
        IsDamaged ? throw new InvalidDataException("damaged") : _samples.TryGetValue((point, quantity), out var series) ? series.Values.Where(sample => span.Contains(sample.Time)).ToArray() : [];

    public IReadOnlyList<Transition> ReadTransitions(string point, Instant from) =>
        [.. _transitions.Where(entry => entry.Key.Point == point && entry.Key.At >= from).Select(entry => entry.Value[^1])];

    public IReadOnlyList<VerdictRevision> ReadVerdicts(string point, Instant from) =>
        [.. _verdicts.Where(entry => entry.Key.Point == point && entry.Key.End >= from).Select(entry => entry.Value[^1])];

    private void Add<TKey, TValue>(Dictionary<TKey, List<TValue>> revisions, TKey key, TValue value, int revision)
        where TKey : notnull
    {
        if (!revisions.TryGetValue(key, out var known))
        {
            revisions[key] = known = [];
        }

        if (revision == known.Count)
        {
            known.Add(value);
            RevisionCount += revision > 0 ? 1 : 0;
        }
    }
}
