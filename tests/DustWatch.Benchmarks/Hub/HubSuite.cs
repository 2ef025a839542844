using System.Diagnostics;
using DustWatch.Benchmarks.EndToEnd;

namespace DustWatch.Benchmarks.Hub;

/// <summary>
/// Updates of values to many browsers that watch all of them: the product's hub in the default process, fed over MQTT, beside bare SignalR hubs that have nothing to do but
/// tell, with a message an update and with batches. In turns; an update is one value read by one browser.
/// </summary>
internal static class HubSuite
{
    public const string Name = "hub";

    private const double Million = 1e6;
    private const double AskedRate = 3.5; // M updates/s
    private const double ChangesASecond = 5; // of each value: more than the hub tells of
    private const string WatchAll = """{"type":1,"target":"Watch","arguments":[{}]}""";

    /// <summary>Starts the three, connects the browsers, and measures in turns.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(bool isQuick)
    {
        var size = isQuick ? HubSize.Quick : HubSize.Usual;
        var folder = Directory.CreateTempSubdirectory("dustwatch-hub-");
        try
        {
            return await RunAsync(size, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Figure>> RunAsync(HubSize size, string folder)
    {
        var registry = Path.Combine(folder, "registry.json");
        await File.WriteAllTextAsync(registry, EndToEndRegistry.ToJson(size.Points, alarmPoints: 0));
        await ServedProcess.DoAsync("import", registry, $"--Data={folder}");
        await using var server = await ServedProcess.StartAsync(folder, "--Mqtt:AllowAnonymous=true");
        await using var one = await HubPeerProcess.StartAsync(HubPeerKind.One, size.Points);
        await using var batched = await HubPeerProcess.StartAsync(HubPeerKind.Batched, size.Points);
        using var load = await EndToEndLoad.ConnectAsync(server.MqttPort, size.Points);
        using var browsers = await HubCrowd.ConnectAsync(server.Address, $"?access_token={Uri.EscapeDataString(server.Token)}", WatchAll, size.Browsers, around: 2);
        using var ofOne = await HubCrowd.ConnectAsync(one.Address, "", call: null, size.Browsers, around: 1);
        using var ofBatched = await HubCrowd.ConnectAsync(batched.Address, "", call: null, size.Browsers, around: 2);

        List<(HubCrowd Crowd, Func<double> CpuSeconds, Func<Task> RunAsync)> turns =
        [
            (browsers, () => server.CpuSeconds, () => load.RunAsync(size.Points, size.Points * ChangesASecond, size.Seconds)),
            (ofOne, () => one.CpuSeconds, () => SwitchedAsync(one, size.Seconds)),
            (ofBatched, () => batched.CpuSeconds, () => SwitchedAsync(batched, size.Seconds)),
        ];
        var (wall, cpu) = (new Scores(turns.Count, size.Rounds), new Scores(turns.Count, size.Rounds));
        for (var round = -1; round < size.Rounds; round++)
        {
            for (var turn = 0; turn < turns.Count; turn++)
            {
                var number = (turn + round + 1) % turns.Count;
                var (crowd, cpuSeconds, runAsync) = turns[number];
                var (values, spent, start) = (crowd.Values, cpuSeconds(), Stopwatch.GetTimestamp());
                await runAsync();
                var (seconds, read) = (Stopwatch.GetElapsedTime(start).TotalSeconds, crowd.Values - values);
                _ = crowd.Gone == 0 ? 0 : throw new InvalidOperationException($"{crowd.Gone} browsers were cut off.");
                if (round >= 0)
                {
                    wall.Note(number, round, read, seconds, 0);
                    cpu.Note(number, round, read, cpuSeconds() - spent, 0);
                }
            }
        }

        var name = $"updates to {size.Browsers} browsers";
        var reached = wall.Compare(name, 0, 2, "bare hub, batched", "M updates/s", 1 / Million);
        return
        [
            reached with { Peer = "asked", PeerValue = AskedRate, Ratio = reached.Value / AskedRate },
            wall.Compare(name, 0, 1, "bare hub, one each", "M updates/s", 1 / Million),
            reached,
            cpu.Compare(name, 0, 1, "bare hub, one each", "M updates/CPU-s", 1 / Million),
            cpu.Compare(name, 0, 2, "bare hub, batched", "M updates/CPU-s", 1 / Million),
        ];
    }

    private static async Task SwitchedAsync(HubPeerProcess peer, int seconds)
    {
        await peer.SwitchAsync(isOn: true);
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        await peer.SwitchAsync(isOn: false);
    }
}
