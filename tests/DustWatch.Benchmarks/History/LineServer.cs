using System.Diagnostics;
using DustWatch.Backends.Influx;
using DustWatch.Benchmarks.Ingest;

namespace DustWatch.Benchmarks.History;

/// <summary>A server of a Debian package that takes line protocol, on a free port, its files in the suite's folder.</summary>
internal sealed class LineServer : IAsyncDisposable
{
    private readonly Process _process;

    private LineServer(string name, Process process, Uri address, InfluxApi api) => (Name, _process, Address, Api) = (name, process, address, api);

    public string Name { get; }

    public Uri Address { get; }

    public InfluxApi Api { get; }

    /// <summary>User and system time, s.</summary>
    public double CpuSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>InfluxDB 1, with a database for each loader; null when it is not installed.</summary>
    public static async Task<LineServer?> TryStartInfluxAsync(string folder, IEnumerable<string> databases)
    {
        var (port, rpcPort) = (MosquittoProcess.FreePort(), MosquittoProcess.FreePort());
        var settings = Path.Combine(folder, "influxdb.conf");
        await File.WriteAllTextAsync(settings, $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{rpcPort}"
            [meta]
              dir = "{Path.Combine(folder, "meta")}"
            [data]
              dir = "{Path.Combine(folder, "tsm")}"
              wal-dir = "{Path.Combine(folder, "wal")}"
            [http]
              bind-address = "127.0.0.1:{port}"
              log-enabled = false
            [monitor]
              store-enabled = false
            """);
        var server = await TryStartAsync("InfluxDB 1.6", InfluxApi.V1, port, "ping", "influxd", "-config", settings);
        using var http = new HttpClient();
        foreach (var database in server is null ? [] : databases)
        {
            using var form = new FormUrlEncodedContent([new("q", $"CREATE DATABASE {database}")]);
            using var answer = await http.PostAsync(new Uri(server!.Address, "query"), form); // not null: else there are no databases here
            answer.EnsureSuccessStatusCode();
        }

        return server;
    }

    /// <summary>VictoriaMetrics; null when it is not installed.</summary>
    public static Task<LineServer?> TryStartVictoriaMetricsAsync(string folder)
    {
        var port = MosquittoProcess.FreePort();
        return TryStartAsync("VictoriaMetrics", InfluxApi.V2, port, "health", "victoria-metrics", $"-storageDataPath={Path.Combine(folder, "victoria")}", $"-httpListenAddr=127.0.0.1:{port}", "-retentionPeriod=100y");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<LineServer?> TryStartAsync(string name, InfluxApi api, int port, string alive, string executable, params string[] arguments)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (folders.Select(f => Path.Combine(f, executable)).FirstOrDefault(File.Exists) is not { } path)
        {
            await Console.Error.WriteLineAsync($"{executable} is not installed: {name} is left out.");
            return null;
        }

        var start = new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{executable} does not start.");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new LineServer(name, process, new Uri($"http://127.0.0.1:{port}/"), api);
        using var http = new HttpClient();
        while (!await AnswersAsync(http, new Uri(server.Address, alive)))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"{executable} ended with {process.ExitCode}.");
            }
        }

        return server;
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri address)
    {
        try
        {
            using var answer = await http.GetAsync(address);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            await Task.Yield();
            return false;
        }
    }
}
