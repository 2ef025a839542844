using System.Diagnostics;
using System.Globalization;
using DustWatch.Benchmarks.History;
using DustWatch.Benchmarks.Ingest;

namespace DustWatch.Benchmarks.EndToEnd;

/// <summary>
/// The whole way in the default process, by the wall: MQTT QoS 1, one sample a message, to disk, detection, history and hub, with each history there is. The rate is what is
/// held over a period with all readers of the log less than a second behind at its end; the latency that from publish to alert at a hub client, at half of the rate
/// that is asked, or that was held where that is less.
/// </summary>
internal static class EndToEndSuite
{
    public const string Name = "e2e";

    private const string Database = "dust";
    private const string Asked = "asked";
    private const string RateUnit = "k msg/s wall";
    private const double Thousand = 1e3;
    private const double AskedRate = 150_000;
    private const double AskedRateVictoria = 250_000;
    private const double AskedLatency = 50; // ms
    private const double PublishedRate = 12_500; // ThingsBoard's own figure, on other hardware
    private const int SaturationPoints = 10_000;
    private const double FirstShare = 0.9; // of what was taken without a schedule
    private const double NextShare = 0.85;
    private const double LagSecondsMaximum = 1;
    private const double AlarmsASecond = 50;
    private const double WarmAlarms = 25;

    /// <summary>Measures the stores one after the other; one that is not installed is left out, and said so.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(bool isQuick)
    {
        var size = isQuick ? EndToEndSize.Quick : EndToEndSize.Usual;
        var folder = Directory.CreateTempSubdirectory("dustwatch-e2e-");
        try
        {
            List<Figure> figures = [.. await RunAsync("SQLite", AskedRate, size, Path.Combine(folder.FullName, "sqlite"))];
            await using (var influx = await LineServer.TryStartInfluxAsync(folder.FullName, [Database]))
            {
                figures.AddRange(influx is null ? [] : await RunAsync(
                    influx.Name, AskedRate, size, Path.Combine(folder.FullName, "influx"), "--History:Kind=influx", "--History:Api=v1", $"--History:Url={influx.Address}", $"--History:Database={Database}"));
            }

            await using (var victoria = await LineServer.TryStartVictoriaMetricsAsync(folder.FullName))
            {
                figures.AddRange(victoria is null ? [] : await RunAsync(
                    victoria.Name, AskedRateVictoria, size, Path.Combine(folder.FullName, "metrics"), "--History:Kind=influx", "--History:Api=v2", $"--History:Url={victoria.Address}", "--History:Org=any", $"--History:Bucket={Database}"));
            }

            figures.Add(await RunGeneratorAsync(size, folder.FullName));
            return figures;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Figure>> RunAsync(string store, double asked, EndToEndSize size, string data, params string[] settings)
    {
        Directory.CreateDirectory(data);
        var registry = Path.Combine(data, "registry.json");
        await File.WriteAllTextAsync(registry, EndToEndRegistry.ToJson(size.Points, size.AlarmPoints));
        await ServedProcess.DoAsync("import", registry, $"--Data={data}");
        await using var server = await ServedProcess.StartAsync(data, ["--Mqtt:AllowAnonymous=true", .. settings]);
        using var load = await EndToEndLoad.ConnectAsync(server.MqttPort, size.Points);
        using var probes = await AlarmProbes.ConnectAsync(server, size.AlarmPoints);

        var start = Stopwatch.GetTimestamp();
        await load.SaturateAsync(SaturationPoints, size.SaturationSeconds);
        await load.SettleAsync();
        await new LagMeter(server).CatchUpAsync();
        var taken = load.Acknowledged / Stopwatch.GetElapsedTime(start).TotalSeconds;

        var period = await HoldAsync(server, load, Math.Max(taken * FirstShare, asked), size);
        var (name, said) = period.IsHeld ? ($"{store}, sustained", "held") : ($"{store}, taken but not held", "not held");
        await probes.RunAsync(WarmAlarms, 1);
        var halfRate = Math.Min(asked, period.Rate) / 2;
        var sending = load.RunAsync(halfRate, size.LeadSeconds + size.LatencySeconds);
        await Task.Delay(TimeSpan.FromSeconds(size.LeadSeconds)); // what was stored before at a higher rate is not all merged and swept away yet
        var sorted = await probes.RunAsync(AlarmsASecond, size.LatencySeconds);
        await sending;
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{store}: {taken / Thousand:F0} k msg/s without a schedule; {said} {period.Rate / Thousand:F0} k msg/s, {period.LagSeconds:F2} s behind at the end ({period.Consumer}), server {period.ServerCores:F2} cores, generator {period.GeneratorCores:F2}; latency of {sorted.Count} alerts at {halfRate / Thousand:F0} k msg/s p50 {sorted[sorted.Count / 2]:F0} ms, p99 {sorted[sorted.Count * 99 / 100]:F0} ms"));
        return
        [
            new(name, period.Rate / Thousand, RateUnit, Asked, asked / Thousand, period.Rate / asked, 0),
            new(name, period.Rate / Thousand, RateUnit, "ThingsBoard's own", PublishedRate / Thousand, period.Rate / PublishedRate, 0),
            new($"{store}, server", period.Rate / Thousand / period.ServerCores, "k msg/CPU-s", "generator", period.Rate / Thousand / period.GeneratorCores, period.GeneratorCores / period.ServerCores, 0),
            Latency($"{store}, publish to alert, p50", sorted[sorted.Count / 2]),
            Latency($"{store}, publish to alert, p99", sorted[sorted.Count * 99 / 100]),
            Latency($"{store}, publish to alert, highest", sorted[^1]),
        ];
    }

    private static Figure Latency(string name, double milliseconds) => new(name, milliseconds, "ms", Asked, AskedLatency, milliseconds / AskedLatency, 0);

    /// <summary>Periods at falling rates until one is held.</summary>
    private static async Task<EndToEndPeriod> HoldAsync(ServedProcess server, EndToEndLoad load, double rate, EndToEndSize size)
    {
        for (var attempt = 1; ; attempt++, rate *= NextShare)
        {
            var (before, cpu, own) = (load.Acknowledged, server.CpuSeconds, Environment.CpuUsage.TotalTime.TotalSeconds);
            var (lag, start) = (new LagMeter(server), Stopwatch.GetTimestamp());
            using var ending = new CancellationTokenSource();
            var watching = lag.WatchAsync(ending.Token);
            var late = await load.RunAsync(rate, size.SustainedSeconds);
            await ending.CancelAsync();
            var (behind, consumer) = await lag.MeasureAsync();
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var (acknowledged, cores) = (load.Acknowledged - before, (server.CpuSeconds - cpu) / seconds);
            var ownCores = (Environment.CpuUsage.TotalTime.TotalSeconds - own) / seconds;
            await watching;
            var settled = await load.SettleAsync();
            await lag.CatchUpAsync();
            var isHeld = late < LagSecondsMaximum && settled < LagSecondsMaximum && behind < LagSecondsMaximum;
            if (isHeld || attempt == size.TriesMaximum)
            {
                return new EndToEndPeriod(isHeld, acknowledged / seconds, Math.Max(behind, late), consumer, cores, ownCores);
            }

            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{rate / Thousand:F0} k msg/s is not held: {late:F2} s behind the schedule, {behind:F2} s behind the log ({consumer}), server {cores:F2} cores, generator {ownCores:F2}"));
        }
    }

    private static async Task<Figure> RunGeneratorAsync(EndToEndSize size, string folder)
    {
        await using var sink = await TargetProcess.StartAsync(TargetKind.Sink, folder);
        using var load = await EndToEndLoad.ConnectAsync(sink.Port, size.Points);
        var start = Stopwatch.GetTimestamp();
        await load.SaturateAsync(SaturationPoints, size.SaturationSeconds);
        var rate = load.Sent / Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new Figure("generator to a sink", rate / Thousand, RateUnit, Asked, AskedRateVictoria / Thousand, rate / AskedRateVictoria, 0);
    }
}
