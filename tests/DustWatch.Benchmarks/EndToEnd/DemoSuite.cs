using System.Diagnostics;
using System.Text.Json.Nodes;

namespace DustWatch.Benchmarks.EndToEnd;

/// <summary>The demo on a new data folder: how soon it lives, how soon something is wrong in it, and what it takes when its backlog is in. Times from the start of the process.</summary>
internal static class DemoSuite
{
    public const string Name = "demo";

    private const int FedPoints = 200;
    private const double AskedLiveSeconds = 3;
    private const double AskedAlertSeconds = 60;
    private const double AskedMegabytes = 300;
    private const double AskedCorePercent = 15;
    private const double Megabyte = 1e6;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5); // after the backlog

    /// <summary>Starts one and looks.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(bool isQuick)
    {
        var folder = Directory.CreateTempSubdirectory("dustwatch-demo-");
        try
        {
            var start = Stopwatch.GetTimestamp();
            await using var server = await ServedProcess.StartAsync(folder.FullName, "--demo");
            var live = await WaitAsync(start, async () => (await PointsAsync(server)).Any(IsOnline));
            var all = await WaitAsync(start, async () => (await PointsAsync(server)).Count(IsOnline) >= FedPoints);
            var alert = await WaitAsync(start, async () => (await server.GetAsync("alerts?level=exceeded&limit=1"))["items"]?.AsArray().Count > 0);
            await Task.Delay(Rest);
            var (cpu, began) = (server.CpuSeconds, Stopwatch.GetTimestamp());
            await Task.Delay(TimeSpan.FromSeconds(isQuick ? 5 : 60));
            var share = 100 * (server.CpuSeconds - cpu) / Stopwatch.GetElapsedTime(began).TotalSeconds;
            return
            [
                Beside("first points live", live, "s", AskedLiveSeconds),
                Beside($"all {FedPoints} points live", all, "s", AskedLiveSeconds),
                Beside("first alert", alert, "s", AskedAlertSeconds),
                Beside("CPU at rest", share, "% of a core", AskedCorePercent),
                Beside("resident memory", server.Resident / Megabyte, "MB", AskedMegabytes),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Figure Beside(string name, double value, string unit, double asked) => new($"demo, {name}", value, unit, "asked at most", asked, value / asked, 0);

    private static async Task<IReadOnlyList<JsonNode?>> PointsAsync(ServedProcess server) => [.. (await server.GetAsync("points?limit=1000"))["items"]?.AsArray() ?? []];

    private static bool IsOnline(JsonNode? point) => (bool?)point?["online"] == true;

    private static async Task<double> WaitAsync(long start, Func<Task<bool>> isSoAsync)
    {
        while (!await isSoAsync())
        {
            _ = Stopwatch.GetElapsedTime(start) < Patience ? 0 : throw new InvalidOperationException("The demo does not come to life.");
            await Task.Delay(Period);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
