using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Detect;

/// <summary>Memory that detection keeps for a point once its windows are full. The registry, which is there anyway, does not count.</summary>
internal static class Footprint
{
    private const string Unit = "bytes a point";

    public static IReadOnlyList<Figure> Measure(string name, DetectSize size)
    {
        var registry = DetectInput.CreateRegistry(size);
        var peer = BytesAPoint(size, () => RxPeers.GroupByScan(size));
        var windows = BytesAPoint(size, () => OurOperators.InBatches(registry, DetectInput.CreateRules()));
        var defaults = BytesAPoint(size, () => OurOperators.InBatches(registry, rules: null));
        return
        [
            new($"{name}, memory, the two windows", windows, Unit, "Rx GroupBy+Scan", peer, windows / peer, 0),
            new($"{name}, memory, default rules", defaults, Unit, "Rx GroupBy+Scan", peer, defaults / peer, 0),
        ];
    }

    private static double BytesAPoint(DetectSize size, Func<Func<Sample[], long>> make)
    {
        var input = new DetectInput(size, isShuffled: false);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var take = make();
        for (var round = 0; round < size.WarmRounds; round++)
        {
            take(input.NextRound());
        }

        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(take);
        GC.KeepAlive(input);
        return bytes / (double)size.Points;
    }
}
