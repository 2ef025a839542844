namespace DustWatch.Benchmarks;

/// <summary>Interleaved rounds: each contender takes the same input, in an order that turns from round to round, and is timed in CPU seconds.</summary>
internal static class Race
{
    private const double Million = 1e6;

    /// <summary>Runs the race; the first contender is ours, the others are its peers.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="contenders">At least two.</param>
    /// <param name="inputs">Makes the next round's input, outside the timing.</param>
    /// <param name="operations">Operations in a round.</param>
    /// <param name="warmRounds">Rounds before the first that counts.</param>
    /// <param name="rounds">Rounds that count.</param>
    public static IReadOnlyList<Figure> Run<T>(string name, IReadOnlyList<Contender<T>> contenders, Func<T> inputs, long operations, int warmRounds, int rounds)
    {
        var rates = new double[contenders.Count, rounds]; // million operations a CPU-second
        var allocated = 0L; // ours
        for (var round = -warmRounds; round < rounds; round++)
        {
            var input = inputs();
            for (var turn = 0; turn < contenders.Count; turn++)
            {
                var number = (turn + round + warmRounds) % contenders.Count;
                var bytes = GC.GetAllocatedBytesForCurrentThread();
                var cpu = Environment.CpuUsage.TotalTime;
                contenders[number].Take(input);
                var seconds = Math.Max((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, 1e-6);
                bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
                if (round >= 0)
                {
                    rates[number, round] = operations / seconds / Million;
                    allocated += number == 0 ? bytes : 0;
                }
            }
        }

        var perOperation = allocated / ((double)operations * rounds);
        return
        [
            .. Enumerable.Range(1, contenders.Count - 1).Select(peer => new Figure(
                name,
                Median(Enumerable.Range(0, rounds).Select(r => rates[0, r])),
                "million samples a CPU-second",
                contenders[peer].Name,
                Median(Enumerable.Range(0, rounds).Select(r => rates[peer, r])),
                Median(Enumerable.Range(0, rounds).Select(r => rates[0, r] / rates[peer, r])),
                perOperation)),
        ];
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
