using System.Diagnostics;
using DustWatch.Tests.Backends;

namespace DustWatch.Tests.Integration.Brokers;

/// <summary>RabbitMQ with its MQTT plugin, a node of its own: name, ports, cookie and data are nobody else's.</summary>
internal sealed class RabbitMq : IRestartableBroker
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _node = $"dustwatch-{Guid.NewGuid():N}@localhost";
    private readonly int _amqpPort = Mosquitto.FreePort();
    private readonly int _distributionPort = Mosquitto.FreePort();
    private readonly int _epmdPort = Mosquitto.FreePort();
    private Process? _server;

    public RabbitMq()
    {
        Port = Mosquitto.FreePort();
        File.WriteAllText(_folder.File("enabled_plugins"), "[rabbitmq_mqtt].\n");
        File.WriteAllText(_folder.File("rabbitmq.conf"), $"""
            listeners.tcp.1 = 127.0.0.1:{_amqpPort}
            mqtt.listeners.tcp.1 = 127.0.0.1:{Port}
            mqtt.allow_anonymous = true
            mqtt.default_user = guest
            mqtt.default_pass = guest
            mqtt.subscription_ttl = 3600000
            mqtt.prefetch = 500
            log.file = false
            log.console = false

            """);
    }

    public int Port { get; }

    // Debian's wrappers in /usr/sbin drop to another user; the package's own scripts do not.
    private static string Bin => Directory.GetDirectories("/usr/lib/rabbitmq/lib", "rabbitmq_server-*").Single() + "/sbin";

    public async Task StartAsync()
    {
        _server = Start("rabbitmq-server");
        await RunAsync("rabbitmqctl", "await_startup");
        await Eventually.IsTrueAsync(() => Mosquitto.ListensAsync(Port), "RabbitMQ");
    }

    public async Task StopAsync()
    {
        if (_server is { } server)
        {
            await RunAsync("rabbitmqctl", "shutdown");
            await server.WaitForExitAsync();
            server.Dispose();
            _server = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        using (var epmd = Process.Start(new ProcessStartInfo("epmd", ["-port", $"{_epmdPort}", "-kill"]) { RedirectStandardOutput = true, RedirectStandardError = true }))
        {
            await epmd!.WaitForExitAsync(); // it is there, RabbitMQ needs it
        }

        _folder.Dispose();
    }

    private Process Start(string script, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Bin, script), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in new[]
        {
            ("HOME", _folder.Path), ("RABBITMQ_NODENAME", _node), ("RABBITMQ_CONF_ENV_FILE", "/dev/null"), ("RABBITMQ_CONFIG_FILE", _folder.File("rabbitmq.conf")),
            ("RABBITMQ_ENABLED_PLUGINS_FILE", _folder.File("enabled_plugins")), ("RABBITMQ_MNESIA_BASE", _folder.File("mnesia")), ("RABBITMQ_LOG_BASE", _folder.File("log")),
            ("RABBITMQ_DIST_PORT", $"{_distributionPort}"), ("ERL_EPMD_PORT", $"{_epmdPort}"), ("ERL_EPMD_ADDRESS", "127.0.0.1"),
        })
        {
            start.Environment[key] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{script} does not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task RunAsync(string script, params IReadOnlyList<string> arguments)
    {
        while (true)
        {
            using var process = Start(script, arguments);
            await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
            if (process.ExitCode == 0)
            {
                return;
            }

            if (_server is null or { HasExited: true })
            {
                throw new InvalidOperationException($"RabbitMQ is not there for {script} {string.Join(' ', arguments)}.");
            }
        }
    }
}
