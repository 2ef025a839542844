using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Detect;

/// <summary>
/// Detection with its full semantics, two windows a point: the exact mean of 15 min, and the shift's exposure with projection. Beside it what a
/// developer would write instead: Rx with a queue for each group, Rx's own windows, a loop by hand with the same exact windows, a loop over buckets; and
/// what memory alone allows.
/// </summary>
internal static class DetectSuite
{
    public const string Name = "detect";

    private const string Unit = "M samples/CPU-s";
    private const double Million = 1e6;

    /// <summary>Measures one group after the other, each when its first figure is asked for.</summary>
    /// <param name="isQuick">Only the usual group, in small rounds.</param>
    public static IEnumerable<Figure> Run(bool isQuick)
    {
        const string Full = "11 h at 1 Hz";
        const string MillionPoints = "1,000,000 points";
        var usual = isQuick ? DetectSize.Quick : DetectSize.Usual;
        IEnumerable<Func<IEnumerable<Figure>>> groups =
        [
            () => Measure("", usual, isShuffled: false, hasRxWindow: true),
            () => Measure("", usual, isShuffled: true, hasRxWindow: true),
            () => Measure($"{Full}, ", DetectSize.Full, isShuffled: false, hasRxWindow: false),
            () => Measure($"{Full}, ", DetectSize.Full, isShuffled: true, hasRxWindow: false),
            () => Footprint.Measure(Full, DetectSize.FullFootprint),
            () => Measure($"{MillionPoints}, ", DetectSize.Million, isShuffled: true, hasRxWindow: false),
            () => Footprint.Measure("1-minute data", DetectSize.MinuteFootprint),
        ];
        return groups.Take(isQuick ? 2 : int.MaxValue).SelectMany(measure => measure());
    }

    private static IEnumerable<Figure> Measure(string group, DetectSize size, bool isShuffled, bool hasRxWindow)
    {
        var (registry, rules) = (DetectInput.CreateRegistry(size), DetectInput.CreateRules());
        List<Contender<Sample[]>> contenders =
        [
            new($"{group}operator per item", OurOperators.PerItem(registry, rules)),
            new($"{group}operator in batches", OurOperators.InBatches(registry, rules)),
            new("Rx GroupBy+Scan", RxPeers.GroupByScan(size)),
            new("bare exact loop", new BareExactLoop(size).Take),
            new("bucket loop", new BucketLoop(size).Take),
            new("memory", new MemoryProbe(size).Take),
        ];
        if (hasRxWindow)
        {
            contenders.Add(new("Rx Window", RxPeers.Window(size)));
        }

        const int Ours = 2; // the first of the list
        var scores = Race.Run(contenders, new DetectInput(size, isShuffled).NextRound, size.WarmRounds, size.Rounds);
        return
            from ours in Enumerable.Range(0, Ours)
            from peer in Enumerable.Range(Ours, contenders.Count - Ours)
            select scores.Compare($"{contenders[ours].Name}, {(isShuffled ? "shuffled" : "round-robin")}", ours, peer, contenders[peer].Name, Unit, 1 / Million);
    }
}
