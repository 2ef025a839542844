namespace DustWatch.Benchmarks.Ingest;

/// <summary>
/// Our client of an external broker: the generator publishes to mosquitto, and a CPU second is one of the process that subscribes there. Each subscriber has a
/// mosquitto of its own, so that none is sent what the other's turn is about.
/// </summary>
internal static class BrokerSuite
{
    public const string Name = "ingest-broker";

    private const double ShareAsked = 0.25; // of a core, at the rate that mosquitto reaches

    public static async Task<IReadOnlyList<Figure>> RunAsync(bool isQuick)
    {
        var folder = Directory.CreateTempSubdirectory("dustwatch-broker-");
        try
        {
            return await RunAsync(isQuick ? IngestSize.Quick : IngestSize.Usual, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static async Task<IReadOnlyList<Figure>> RunAsync(IngestSize size, string folder)
    {
        await using var ours = await MosquittoProcess.TryStartAsync(folder);
        await using var bares = await MosquittoProcess.TryStartAsync(folder);
        if (ours is null || bares is null)
        {
            await Console.Error.WriteLineAsync("mosquitto is not installed: the client of a broker is left out.");
            return [];
        }

        await using var client = await TargetProcess.StartAsync(TargetKind.BrokerClient, folder, ours.Port);
        await using var bare = await TargetProcess.StartAsync(TargetKind.BareReader, folder, bares.Port);
        List<Lane> lanes = [];
        foreach (var isQos1 in (bool[])[false, true])
        {
            lanes.Add(await Lane.OpenAsync($"client of a broker, QoS {(isQos1 ? 1 : 0)}", client, isQos1, size.MosquittoChunks, isBehindBroker: true));
            lanes.Add(await Lane.OpenAsync("bare reader", bare, isQos1, size.MosquittoChunks, isBehindBroker: true));
        }

        var (cpu, wall) = await LaneRace.RunAsync(lanes, size);
        lanes.ForEach(lane => lane.Dispose());
        List<Figure> figures = [];
        for (var lane = 0; lane < lanes.Count; lane += 2)
        {
            var fed = wall.Compare(lanes[lane].Name, lane, lane + 1, lanes[lane + 1].Name, IngestSuite.WallUnit, 1 / IngestSuite.Million);
            var spent = cpu.Compare(lanes[lane].Name, lane, lane + 1, lanes[lane + 1].Name, IngestSuite.CpuUnit, 1 / IngestSuite.Million);
            var share = fed.Value / spent.Value;
            figures.AddRange([spent, fed, new(lanes[lane].Name, share, "of a core", "asked at most", ShareAsked, share / ShareAsked, 0)]);
        }

        return figures;
    }
}
