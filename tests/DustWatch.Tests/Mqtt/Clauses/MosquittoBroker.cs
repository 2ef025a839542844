using System.Diagnostics;
using DustWatch.Tests.Integration.Brokers;

namespace DustWatch.Tests.Mqtt.Clauses;

/// <summary>mosquitto on a free port, as it comes but for the packet size.</summary>
internal sealed class MosquittoBroker : IAsyncDisposable
{
    private const string Executable = "/usr/sbin/mosquitto"; // where Debian puts it

    private readonly Process _process;
    private readonly string _settings;

    private MosquittoBroker(Process process, string settings, int port) => (_process, _settings, Port) = (process, settings, port);

    public int Port { get; }

    public static async Task<MosquittoBroker> StartAsync()
    {
        var port = Mosquitto.FreePort();
        var settings = Path.Combine(Path.GetTempPath(), $"mosquitto-{Guid.NewGuid():N}.conf");
        await File.WriteAllTextAsync(settings, $"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\nlog_dest none\nmax_packet_size 4096\n");
        var process = Process.Start(new ProcessStartInfo(Executable, ["-c", settings])) ?? throw new InvalidOperationException("mosquitto does not start.");
        while (!await Mosquitto.ListensAsync(port))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"mosquitto ended with {process.ExitCode}.");
            }
        }

        return new(process, settings, port);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        File.Delete(_settings);
    }
}
