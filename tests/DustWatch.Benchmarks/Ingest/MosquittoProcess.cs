using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DustWatch.Benchmarks.Ingest;

/// <summary>mosquitto on a free port, its files in the suite's folder. It queues without bound, so that it drops nothing.</summary>
internal sealed class MosquittoProcess : ITarget
{
    private const string FileName = "mosquitto";
    private const string SystemFolder = "/usr/sbin"; // where Debian puts it, and not on everyone's PATH

    private readonly Process _process;

    private MosquittoProcess(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>Starts it and waits until it listens; null when it is not installed.</summary>
    public static async Task<MosquittoProcess?> TryStartAsync(string folder)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append(SystemFolder);
        if (folders.Select(f => Path.Combine(f, FileName)).FirstOrDefault(File.Exists) is not { } executable)
        {
            return null;
        }

        var port = FreePort();
        var settings = Path.Combine(folder, $"mosquitto-{port}.conf");
        await File.WriteAllTextAsync(settings, $"""
            listener {port} 127.0.0.1
            allow_anonymous true
            persistence false
            log_dest none
            max_queued_messages 0
            max_inflight_messages 0
            """);
        var process = Process.Start(new ProcessStartInfo(executable, ["-c", settings])) ?? throw new InvalidOperationException("mosquitto does not start.");
        while (!await ListensAsync(port))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"mosquitto ended with {process.ExitCode}.");
            }
        }

        return new MosquittoProcess(process, port);
    }

    /// <summary>CPU time comes in the kernel's ticks of 10 ms.</summary>
    public Task<TargetMark> MarkAsync(long messages = 0)
    {
        _process.Refresh();
        return Task.FromResult(new TargetMark(_process.TotalProcessorTime.TotalSeconds, 0, 0, _process.WorkingSet64));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>A port of loopback that nobody listens at.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> ListensAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            await Task.Yield();
            return false;
        }
    }
}
