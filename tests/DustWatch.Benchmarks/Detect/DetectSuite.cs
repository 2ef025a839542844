using System.Reactive.Linq;
using System.Reactive.Subjects;
using DustWatch.Alerting.Operators;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Detect;

/// <summary>
/// Detection with its full semantics over 10,000 points, two windows each: the exact mean of 15 min, and the shift's exposure with projection. Beside
/// it what a developer would write instead: Rx with a queue for each group, and a loop over buckets.
/// </summary>
internal static class DetectSuite
{
    public const string Name = "detect";

    private const int Points = 10_000;
    private const int BatchSamples = 4096;

    public static IReadOnlyList<Figure> Run(bool isQuick)
    {
        var (samplesEach, warm, rounds) = isQuick ? (25, 4, 5) : (100, 2, 9);
        var figures = new List<Figure>();
        foreach (var isShuffled in new[] { false, true })
        {
            var order = isShuffled ? "shuffled" : "round-robin";
            figures.AddRange(Measure($"operator per item, {order}", PerItem, isShuffled, samplesEach, warm, rounds));
            figures.AddRange(Measure($"operator in batches, {order}", InBatches, isShuffled, samplesEach, warm, rounds));
        }

        return figures;
    }

    private static IReadOnlyList<Figure> Measure(
        string name, Func<Registry, RuleSet, Action<Sample[]>> ours, bool isShuffled, int samplesEach, int warm, int rounds)
    {
        var (registry, rules) = (DetectInput.CreateRegistry(Points), DetectInput.CreateRules());
        var input = new DetectInput(Points, samplesEach, isShuffled);
        var bucketLoop = new BucketLoop(Points);
        Contender<Sample[]>[] contenders =
        [
            new("ours", ours(registry, rules)),
            new("Rx GroupBy+Scan", RxGroupByScan()),
            new("bucket loop", bucketLoop.Take),
        ];
        return Race.Run(name, contenders, input.NextRound, Points * (long)samplesEach, warm, rounds);
    }

    private static Action<Sample[]> PerItem(Registry registry, RuleSet rules)
    {
        var source = new Subject<Sample>();
        var transitions = 0L;
        source.DetectExceedances(registry, rules, Observable.Never<Instant>()).Subscribe(_ => transitions++);
        return round =>
        {
            foreach (var sample in round)
            {
                source.OnNext(sample);
            }
        };
    }

    private static Action<Sample[]> InBatches(Registry registry, RuleSet rules)
    {
        var source = new Subject<ReadOnlyMemory<Sample>>();
        var transitions = 0L;
        source.DetectExceedances(registry, rules, Observable.Never<Instant>()).Subscribe(_ => transitions++);
        return round =>
        {
            for (var at = 0; at < round.Length; at += BatchSamples)
            {
                source.OnNext(round.AsMemory(at, Math.Min(BatchSamples, round.Length - at)));
            }
        };
    }

    private static Action<Sample[]> RxGroupByScan()
    {
        var source = new Subject<Sample>();
        var changes = 0L;
        source
            .GroupBy(sample => sample.Point)
            .SelectMany(group => group.Scan(new QueueState(), (state, sample) => state.Add(sample)))
            .Where(state => state.HasChanged)
            .Subscribe(_ => changes++);
        return round =>
        {
            foreach (var sample in round)
            {
                source.OnNext(sample);
            }
        };
    }
}
