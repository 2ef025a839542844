namespace DustWatch.Benchmarks.Ingest;

/// <summary>
/// The embedded MQTT endpoint over loopback, from a publish of one small JSON sample to a validated sample: at QoS 0, at QoS 1 acknowledged as soon as it is
/// validated, and at QoS 1 acknowledged when it is on disk. Beside it what Kestrel allows with no protocol at all, and mosquitto passing the same
/// messages on. This process is the generator; each target is a process of its own, and a CPU second is one of that process.
/// </summary>
internal static class IngestSuite
{
    public const string Name = "ingest";

    public const string CpuUnit = "M msg/CPU-s";
    public const string WallUnit = "M msg/s wall";
    public const double Million = 1e6;

    public static async Task<IReadOnlyList<Figure>> RunAsync(bool isQuick)
    {
        var folder = Directory.CreateTempSubdirectory("dustwatch-ingest-");
        try
        {
            var size = isQuick ? IngestSize.Quick : IngestSize.Usual;
            return [.. await RunAsync(size, folder.FullName), .. await BrokerSuite.RunAsync(size, folder.FullName)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Figure>> RunAsync(IngestSize size, string folder)
    {
        await using var endpoint = await TargetProcess.StartAsync(TargetKind.Endpoint, folder);
        await using var crowded = await TargetProcess.StartAsync(TargetKind.Endpoint, folder);
        await using var durable = await TargetProcess.StartAsync(TargetKind.DurableEndpoint, folder);
        await using var bare = await TargetProcess.StartAsync(TargetKind.Bare, folder);
        await using var sink = await TargetProcess.StartAsync(TargetKind.Sink, folder);
        await using var mosquitto = await MosquittoProcess.TryStartAsync(folder);

        List<Lane> lanes = [];
        var qos0 = await AddAsync("QoS 0", endpoint, isQos1: false, size.Chunks);
        var handedOver = await AddAsync("QoS 1 handed over", endpoint, isQos1: true, size.Chunks);
        var onDisk = await AddAsync("QoS 1 durable", durable, isQos1: true, size.DurableChunks);
        var besideIdle = await AddAsync(IdleSuite.NameOf(size), crowded, isQos1: false, size.Chunks);
        var bareQos0 = await AddAsync("bare Kestrel", bare, isQos1: false, size.Chunks);
        var bareQos1 = await AddAsync("bare Kestrel", bare, isQos1: true, size.Chunks);
        var toSink = await AddAsync("generator to a sink", sink, isQos1: false, size.Chunks);
        var mosquittoQos0 = mosquitto is null ? -1 : await AddAsync("mosquitto", mosquitto, isQos1: false, size.MosquittoChunks);
        var mosquittoQos1 = mosquitto is null ? -1 : await AddAsync("mosquitto", mosquitto, isQos1: true, size.MosquittoChunks);
        if (mosquitto is null)
        {
            await Console.Error.WriteLineAsync("mosquitto is not installed: that peer is left out.");
        }

        using var idle = await IdleConnections.OpenAsync(crowded, size.IdleConnections);
        var (cpu, wall) = await LaneRace.RunAsync(lanes, size);
        lanes.ForEach(lane => lane.Dispose());
        List<Figure> figures = [];
        Compare(cpu, CpuUnit, qos0, bareQos0, mosquittoQos0);
        Compare(cpu, CpuUnit, handedOver, bareQos1, mosquittoQos1);
        Compare(cpu, CpuUnit, onDisk, handedOver, bareQos1, mosquittoQos1);
        Compare(wall, WallUnit, onDisk, handedOver, mosquittoQos1);
        Compare(cpu, CpuUnit, besideIdle, qos0);
        figures.Add(IdleSuite.MemoryOf(idle));
        Compare(wall, WallUnit, toSink, qos0, bareQos0, handedOver);
        return figures;

        async Task<int> AddAsync(string name, ITarget target, bool isQos1, int chunks)
        {
            lanes.Add(await Lane.OpenAsync(name, target, isQos1, chunks));
            return lanes.Count - 1;
        }

        void Compare(Scores scores, string unit, int ours, params ReadOnlySpan<int> peers)
        {
            foreach (var peer in peers)
            {
                if (peer >= 0)
                {
                    figures.Add(scores.Compare(lanes[ours].Name, ours, peer, lanes[peer].Name, unit, 1 / Million));
                }
            }
        }
    }
}
