namespace DustWatch.Benchmarks.Ingest;

/// <summary>The part of <see cref="IngestSuite"/> that is about idle connections, alone.</summary>
internal static class IdleSuite
{
    public const string Name = "ingest-idle";

    private const double BytesMaximum = 20 * 1024; // what is asked

    public static async Task<IReadOnlyList<Figure>> RunAsync(bool isQuick)
    {
        var size = isQuick ? IngestSize.Quick : IngestSize.Usual;
        await using var endpoint = await TargetProcess.StartAsync(TargetKind.Endpoint, folder: "");
        await using var crowded = await TargetProcess.StartAsync(TargetKind.Endpoint, folder: "");
        Lane[] lanes =
        [
            await Lane.OpenAsync(NameOf(size), crowded, isQos1: false, size.Chunks),
            await Lane.OpenAsync("QoS 0", endpoint, isQos1: false, size.Chunks),
        ];
        using var idle = await IdleConnections.OpenAsync(crowded, size.IdleConnections);
        var (cpu, _) = await LaneRace.RunAsync(lanes, size);
        foreach (var lane in lanes)
        {
            lane.Dispose();
        }

        return [cpu.Compare(lanes[0].Name, 0, 1, lanes[1].Name, IngestSuite.CpuUnit, 1 / IngestSuite.Million), MemoryOf(idle)];
    }

    public static string NameOf(IngestSize size) => $"QoS 0, {size.IdleConnections} idle connections";

    public static Figure MemoryOf(IdleConnections idle) => new("memory of an idle connection", idle.BytesEach, "bytes", "asked at most", BytesMaximum, idle.BytesEach / BytesMaximum, 0);
}
