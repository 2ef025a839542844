using System.Diagnostics;
using System.Globalization;
using DustWatch.Tests.Integration;
using DustWatch.Tests.Integration.Brokers;

namespace DustWatch.Tests.Backends.Influx;

/// <summary>A server of a Debian package, on a free port and with its files in a temporary folder; it can be killed and started again on the same ones.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly ProcessStartInfo _start;
    private readonly Uri _alive;
    private Process? _process;

    private ServerProcess(TemporaryFolder folder, ProcessStartInfo start, Uri address, string alivePath)
    {
        (_folder, _start, Address) = (folder, start, address);
        _alive = new Uri(address, alivePath);
    }

    /// <summary>With a slash at the end.</summary>
    public Uri Address { get; }

    public HttpClient Http { get; } = new();

    /// <summary>InfluxDB 1.6.</summary>
    public static async Task<ServerProcess> StartInfluxAsync()
    {
        var folder = new TemporaryFolder();
        var (port, rpcPort) = (Mosquitto.FreePort(), Mosquitto.FreePort());
        var settings = folder.File("influxdb.conf");
        await File.WriteAllTextAsync(settings, $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{rpcPort}"
            [meta]
              dir = "{folder.File("meta")}"
            [data]
              dir = "{folder.File("data")}"
              wal-dir = "{folder.File("wal")}"
            [http]
              bind-address = "127.0.0.1:{port}"
              log-enabled = false
            [monitor]
              store-enabled = false
            [ifql]
              enabled = false
            """);
        return await StartAsync(new ServerProcess(folder, new ProcessStartInfo("influxd", ["-config", settings]), AddressOf(port), "ping"));
    }

    /// <summary>VictoriaMetrics.</summary>
    public static Task<ServerProcess> StartVictoriaMetricsAsync()
    {
        var folder = new TemporaryFolder();
        var port = Mosquitto.FreePort();
        return StartAsync(new ServerProcess(
            folder,
            new ProcessStartInfo("victoria-metrics", [$"-storageDataPath={folder.File("data")}", $"-httpListenAddr=127.0.0.1:{port}", "-retentionPeriod=100y", "-search.latencyOffset=0s"]),
            AddressOf(port),
            "health"));
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        var process = _process ?? throw new InvalidOperationException("It does not run.");
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    /// <summary>It stands still, with its connections open, until it is thawed.</summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    /// <summary>It goes on.</summary>
    public Task ThawAsync() => SignalAsync("-CONT");

    /// <summary>Starts it, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        _process = Process.Start(_start) ?? throw new InvalidOperationException($"{_start.FileName} does not start.");
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.IsTrueAsync(
            async () =>
            {
                try
                {
                    using var answer = await Http.GetAsync(_alive);
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return _process.HasExited ? throw new InvalidOperationException($"{_start.FileName} ended with {_process.ExitCode}.") : false;
                }
            },
            $"{_start.FileName} to answer");
    }

    /// <summary>Asks InfluxQL and gives the answer as text.</summary>
    public async Task<string> QueryAsync(string query, string database = "")
    {
        using var form = new FormUrlEncodedContent([new("q", query), new("db", database), new("epoch", "ms")]);
        using var answer = await Http.PostAsync(new Uri(Address, "query"), form);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException(text);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        Http.Dispose();
        _folder.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        var process = _process ?? throw new InvalidOperationException("It does not run.");
        using var kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static async Task<ServerProcess> StartAsync(ServerProcess server)
    {
        server._start.RedirectStandardOutput = true;
        server._start.RedirectStandardError = true;
        await server.StartAsync();
        return server;
    }

    private static Uri AddressOf(int port) => new($"http://127.0.0.1:{port}/");
}
