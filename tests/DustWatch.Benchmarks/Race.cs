namespace DustWatch.Benchmarks;

/// <summary>Interleaved rounds in this process: each contender takes the same input, in an order that turns from round to round, and is timed in CPU seconds.</summary>
internal static class Race
{
    /// <summary>Runs the race.</summary>
    /// <param name="contenders">At least two.</param>
    /// <param name="inputs">Makes the next round's input, outside the timing.</param>
    /// <param name="warmRounds">Rounds before the first that counts.</param>
    /// <param name="rounds">Rounds that count.</param>
    public static Scores Run<T>(IReadOnlyList<Contender<T>> contenders, Func<T> inputs, int warmRounds, int rounds)
    {
        var scores = new Scores(contenders.Count, rounds);
        for (var round = -warmRounds; round < rounds; round++)
        {
            var input = inputs();
            for (var turn = 0; turn < contenders.Count; turn++)
            {
                var number = (turn + round + warmRounds) % contenders.Count;
                GC.Collect(0); // so that nobody pays for what the one before left
                var bytes = GC.GetAllocatedBytesForCurrentThread();
                var cpu = Environment.CpuUsage.TotalTime;
                var operations = contenders[number].Take(input);
                var seconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
                bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
                if (round >= 0)
                {
                    scores.Note(number, round, operations, seconds, bytes);
                }
            }
        }

        return scores;
    }
}
