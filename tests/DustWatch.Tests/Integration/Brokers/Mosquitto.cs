using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DustWatch.Tests.Backends;

namespace DustWatch.Tests.Integration.Brokers;

/// <summary>mosquitto on a free port that it keeps, with what it has to remember on disk: it can be stopped and started again.</summary>
internal sealed class Mosquitto : IRestartableBroker
{
    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    /// <param name="settings">Lines of its settings besides the listener.</param>
    public Mosquitto(params IReadOnlyList<string> settings)
    {
        Port = FreePort();
        File.WriteAllLines(Settings, [
            $"listener {Port} 127.0.0.1", .. settings, "persistence true", $"persistence_location {_folder.Path}/", "max_queued_messages 0", "user root", "log_dest none"]);
    }

    public int Port { get; }

    private string Settings => _folder.File("mosquitto.conf");

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Whether somebody listens on a port of this machine.</summary>
    public static async Task<bool> ListensAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo("/usr/sbin/mosquitto", ["-c", Settings])) ?? throw new InvalidOperationException("mosquitto does not start.");
        await Eventually.IsTrueAsync(
            async () => _process.HasExited ? throw new InvalidOperationException($"mosquitto ended with {_process.ExitCode}.") : await ListensAsync(Port), "mosquitto");
    }

    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }
}
