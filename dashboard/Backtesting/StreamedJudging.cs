using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>
/// Judges input while it is read, as long as each point's samples come in the order of their times and nothing is older than the first piece and the beginnings
/// of all files, from where silence counts. What it has judged is worth nothing once it has refused a piece: then all has to be read before it is judged.
/// </summary>
/// <param name="registry">The points.</param>
/// <param name="rules">Sets of rules, each judged by itself; null: each point's default rules.</param>
/// <param name="first">The smallest time that is known beforehand.</param>
/// <param name="shards">Parts that the points are cut into.</param>
internal sealed class StreamedJudging(Registry registry, IReadOnlyList<RuleSet?> rules, Instant first, int shards) : IRunSink
{
    private readonly Instant[] _lastOf = [.. Enumerable.Repeat(Instant.Never, registry.Points.Count)]; // [point]
    private (Detector Detector, Findings Found)[] _judging = []; // [rules * shards + shard]
    private Instant _first = first;
    private Instant _last;

    /// <summary>Whether it has taken every piece so far.</summary>
    public bool IsInOrder { get; private set; } = true;

    /// <inheritdoc/>
    public bool Admit(SampleRuns runs)
    {
        if (runs.Count == 0)
        {
            return true;
        }

        if (_judging.Length == 0)
        {
            (_first, _last) = (Instant.Min(_first, runs.First), runs.Last);
            _judging = [.. rules.SelectMany(set => Enumerable.Range(0, shards).Select(shard => (new Detector(registry, set, _first, shard, shards), new Findings())))];
        }

        _last = Instant.Max(_last, runs.Last);
        return IsInOrder = runs.First >= _first && Enumerable.Range(0, shards).All(shard => Follows(runs.Of(shard)));
    }

    /// <inheritdoc/>
    public void Take(int shard, SampleRuns runs)
    {
        for (var at = shard; at < _judging.Length; at += shards)
        {
            var (detector, found) = _judging[at];
            foreach (ref readonly var run in runs.Of(shard))
            {
                detector.OnSamples(runs[run], found);
            }

            found.Repeats.Clear(); // counted by the detector
            found.Verdicts.Clear();
        }
    }

    /// <summary>Ends the input, after every piece has been taken.</summary>
    /// <param name="cores">How many cores work.</param>
    /// <returns>What each set of rules gave.</returns>
    public IReadOnlyList<Judged> Finish(int cores)
    {
        Parallel.ForEach(_judging, new ParallelOptions { MaxDegreeOfParallelism = cores }, judging => judging.Detector.Finish(_last, judging.Found));
        return [.. rules.Select((_, set) => Judged.Of([.. _judging.Skip(set * shards).Take(shards).Select(judging => Judged.Of(judging.Detector, judging.Found))]))];
    }

    private bool Follows(ReadOnlySpan<SampleRun> runs)
    {
        foreach (ref readonly var run in runs)
        {
            if (!run.IsInOrder || run.First < _lastOf[run.Point])
            {
                return false;
            }

            _lastOf[run.Point] = run.Last;
        }

        return true;
    }
}
