using System.Diagnostics;
using System.Globalization;

namespace DustWatch.Benchmarks.Hub;

/// <summary>A <see cref="HubPeerServer"/> in a process of its own.</summary>
internal sealed class HubPeerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private HubPeerProcess(Process process, int port) => (_process, Address) = (process, new Uri($"http://127.0.0.1:{port}/"));

    public Uri Address { get; }

    /// <summary>User and system time, s.</summary>
    public double CpuSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    public static async Task<HubPeerProcess> StartAsync(HubPeerKind kind, int values)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(HubPeerProcess).Assembly.Location, HubPeerServer.Command, kind.ToString(), values.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_gcConcurrent"] = "1"; // as the product has it
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");
        var port = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The peer {kind} did not start.");
        return new HubPeerProcess(process, int.Parse(port, CultureInfo.InvariantCulture));
    }

    /// <summary>Whether it tells its connections anything.</summary>
    public async Task SwitchAsync(bool isOn)
    {
        await _process.StandardInput.WriteLineAsync(isOn ? HubPeerServer.On : HubPeerServer.Off);
        await _process.StandardInput.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
