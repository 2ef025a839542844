namespace DustWatch.Benchmarks.Ingest;

/// <summary>Lanes in turns, the first of each round another one: what their targets' CPU and the wall's clock say.</summary>
internal static class LaneRace
{
    public static async Task<(Scores Cpu, Scores Wall)> RunAsync(IReadOnlyList<Lane> lanes, IngestSize size)
    {
        var (cpu, wall) = (new Scores(lanes.Count, size.Rounds), new Scores(lanes.Count, size.Rounds));
        for (var round = -size.WarmRounds; round < size.Rounds; round++)
        {
            for (var turn = 0; turn < lanes.Count; turn++)
            {
                var number = (turn + round + size.WarmRounds) % lanes.Count;
                var (spent, seconds) = await lanes[number].RunAsync();
                if (round >= 0)
                {
                    cpu.Note(number, round, lanes[number].Messages, spent.CpuSeconds, spent.Allocated);
                    wall.Note(number, round, lanes[number].Messages, seconds, spent.Allocated);
                }
            }
        }

        return (cpu, wall);
    }
}
