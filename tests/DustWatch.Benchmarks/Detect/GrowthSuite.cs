using System.Diagnostics;
using System.Globalization;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Benchmarks.Detect;

/// <summary>How the cost of detection grows with samples, points, rules, the length of windows and cores, one at a time.</summary>
internal static class GrowthSuite
{
    public const string Name = "detect-growth";

    private const string Cost = "CPU-ns/sample";
    private const string Rate = "M samples/s wall";
    private const double Billion = 1e9;
    private const int Rounds = 5;
    private const long TenSeconds = 10_000;

    /// <summary>Measures one curve after the other, each when its first figure is asked for.</summary>
    /// <param name="isQuick">A tenth of everything.</param>
    public static IEnumerable<Figure> Run(bool isQuick)
    {
        var tenth = isQuick ? 10 : 1;
        OfSamples(tenth: 10); // so that all is compiled
        IEnumerable<Func<IEnumerable<Figure>>> curves =
        [
            () => OfSamples(tenth),
            () => Compare("points", [.. new[] { 100, 1_000, 10_000, 100_000 }.SkipLast(isQuick ? 1 : 0).Select(OfPoints)]),
            () => Compare("rules", [.. new[] { 1, 2, 4, 8, 16 }.Select(rules => OfRules(rules, others: 0, tenth)), OfRules(16, others: 500, tenth)]),
            () => Compare("window", [.. new[] { "PT1M", "PT5M", "PT15M", "PT1H", "PT8H", "PT24H" }.Select(length => OfWindow(length, tenth))]),
            () => OfCores(tenth),
        ];
        return curves.SelectMany(measure => measure());
    }

    /// <summary>1,000 points at 1 Hz for 64 h: what a sample costs after an hour, and later.</summary>
    private static List<Figure> OfSamples(int tenth)
    {
        const int RoundsAnHour = 3;
        var size = new DetectSize(1_000 / tenth, 1_000, SamplesEach: 1_200, WarmRounds: 0, Rounds);
        var input = new DetectInput(size, isShuffled: false);
        var take = OurOperators.InBatches(DetectInput.CreateRegistry(size), DetectInput.CreateRules());
        var (figures, costs) = (new List<Figure>(), new List<double>());
        foreach (var hours in new[] { 2, 4, 8, 16, 32, 64 })
        {
            while (costs.Count < hours * RoundsAnHour)
            {
                costs.Add(CostOf(take, input.NextRound()));
            }

            var cost = Median(costs.TakeLast(Rounds));
            var first = figures.Count == 0 ? cost : figures[0].Value;
            figures.Add(new Figure($"samples: {Show(hours * 3_600)} a point", cost, Cost, "7,200 a point", first, cost / first, 0));
        }

        return figures;
    }

    private static GrowthCase OfPoints(int points)
    {
        var size = DetectSize.Usual with { Points = points };
        var take = OurOperators.InBatches(DetectInput.CreateRegistry(size), DetectInput.CreateRules());
        return new(Show(points), new DetectInput(size, isShuffled: false).NextRound, take, size.WarmRounds);
    }

    private static GrowthCase OfRules(int count, int others, int tenth)
    {
        var size = new DetectSize(1_000, TenSeconds, 500 / tenth, WarmRounds: 0, Rounds);
        var registry = DetectInput.CreateRegistry(size with { Points = size.Points + 1 });
        var rules = Enumerable.Range(0, count).Select(i => Mean($"r{i}", $"PT{15 - (i % 8)}M", 0.7 + (i / 100.0), ""))
            .Concat(Enumerable.Range(0, others).Select(i => Mean($"o{i}", "PT15M", 0.7, $",\"points\":[\"p{size.Points}\"]"))); // a point that sends nothing
        var take = OurOperators.InBatches(registry, Read(rules));
        return new(others == 0 ? $"{count}" : $"{count}, {others} for others", new DetectInput(size, isShuffled: false).NextRound, take, (200 * tenth / 500) + 1);
    }

    private static GrowthCase OfWindow(string length, int tenth)
    {
        var size = new DetectSize(1_000 / tenth, TenSeconds, 1_000, WarmRounds: 0, Rounds);
        var take = OurOperators.InBatches(DetectInput.CreateRegistry(size), Read([Mean("r", length, 0.7, "")]));
        return new(length[2..], new DetectInput(size, isShuffled: false).NextRound, take, WarmRounds: 9); // 24 h
    }

    /// <summary>10,000 points on one thread for each shard, by the wall.</summary>
    private static List<Figure> OfCores(int tenth)
    {
        var size = new DetectSize(10_000, TenSeconds, 200 / tenth, WarmRounds: 0, Rounds);
        var (registry, rules) = (DetectInput.CreateRegistry(size), DetectInput.CreateRules());
        var cores = new[] { 1, 2, 4, 8, 16, 32, 64 }.Where(count => count <= Environment.ProcessorCount).ToList();
        var detectors = cores.ConvertAll(count => Enumerable.Range(0, count).Select(shard => new Detector(registry, rules, new Instant(0), shard, count)).ToArray());
        var rates = cores.ConvertAll(_ => new List<double>());
        var input = new DetectInput(size, isShuffled: false);
        for (var round = -2; round < Rounds; round++)
        {
            var samples = input.NextRound();
            for (var number = 0; number < cores.Count; number++)
            {
                var parts = Enumerable.Range(0, cores[number]).Select(shard => samples.Where(sample => sample.Point % cores[number] == shard).ToArray()).ToArray();
                var rate = samples.Length / SecondsOf(detectors[number], parts) / 1e6;
                rates[number].AddRange(round < 0 ? [] : [rate]);
            }
        }

        var first = Median(rates[0]);
        return [.. cores.Select((count, number) => new Figure($"cores: {count}", Median(rates[number]), Rate, "1", first, Median(rates[number]) / first, 0))];
    }

    private static double SecondsOf(Detector[] detectors, Sample[][] parts)
    {
        var threads = detectors.Select((detector, shard) => new Thread(() => detector.OnSamples(parts[shard], new Findings()))).ToArray();
        var watch = Stopwatch.StartNew();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>Interleaved rounds; each beside the first.</summary>
    private static List<Figure> Compare(string axis, IReadOnlyList<GrowthCase> cases)
    {
        foreach (var one in cases)
        {
            for (var round = 0; round < one.WarmRounds; round++)
            {
                one.Take(one.Next());
            }
        }

        var costs = cases.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var number = 0; number < cases.Count; number++)
            {
                costs[number].Add(CostOf(cases[number].Take, cases[number].Next()));
            }
        }

        var first = Median(costs[0]);
        return [.. cases.Select((one, i) =>
            new Figure($"{axis}: {one.Label}", Median(costs[i]), Cost, cases[0].Label, first, Median(costs[i].Zip(costs[0], (cost, peer) => cost / peer)), 0))];
    }

    private static double CostOf(Func<Sample[], long> take, Sample[] samples)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var taken = take(samples);
        return (Environment.CpuUsage.TotalTime - cpu).TotalSeconds * Billion / taken;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static string Show(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Mean(string id, string length, double above, string more) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {"id":"{{id}}","quantity":"dust_respirable","window":{"kind":"sliding","length":"{{length}}"},"aggregate":"mean","levels":[{"level":"exceeded","above":{{above}}}]{{more}}}
        """);

    private static RuleSet Read(IEnumerable<string> rules) =>
        RulesReader.TryRead(System.Text.Encoding.UTF8.GetBytes($"{{\"rules\":[{string.Join(',', rules)}]}}"), out var read, out var faults)
            ? read
            : throw new InvalidOperationException(string.Join("; ", faults));
}
