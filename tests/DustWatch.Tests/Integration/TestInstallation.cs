using System.Text.Json;
using DustWatch.Mqtt;
using DustWatch.Tests.Backends;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>An installation of a test's own: its folder, the server on it, and a caller who sees everything.</summary>
internal sealed class TestInstallation : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IReadOnlyList<string> _settings;
    private DustWatchProcess? _server;
    private ApiClient? _api;

    private TestInstallation(IReadOnlyList<string> settings) => _settings = settings;

    public DustWatchProcess Server => _server ?? throw new InvalidOperationException("It is not started.");

    /// <summary>Signed in by the link that the first start printed: the first administrator, or the demo's operator.</summary>
    public ApiClient Api => _api ?? throw new InvalidOperationException("It is not started.");

    public string Data => _folder.File("data");

    /// <summary>A folder without a server, for commands.</summary>
    public static TestInstallation Create(params IReadOnlyList<string> settings) => new(settings);

    /// <summary>A server, with a registry imported before its start.</summary>
    public static async Task<TestInstallation> StartAsync(string registry, params IReadOnlyList<string> settings)
    {
        var installation = new TestInstallation(settings);
        var import = await installation.RunAsync("import", installation.Write("registry.json", registry));
        Assert.That(import.ExitCode, Is.Zero, import.Error);
        await installation.StartAsync();
        return installation;
    }

    /// <summary>The demo.</summary>
    public static async Task<TestInstallation> StartDemoAsync(params IReadOnlyList<string> settings)
    {
        var installation = new TestInstallation(["--demo", .. settings]);
        await installation.StartAsync();
        return installation;
    }

    public string File(string name) => _folder.File(name);

    /// <summary>Writes a file beside the data folder.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    /// <summary>Runs a command on the data folder.</summary>
    public Task<CommandResult> RunAsync(params IReadOnlyList<string> words) => RunAsync(input: null, words);

    /// <summary>Runs a command on the data folder, with these bytes on its standard input.</summary>
    public Task<CommandResult> RunAsync(byte[]? input, params IReadOnlyList<string> words) =>
        DustWatchProcess.RunAsync(_folder.Path, input, [.. words, .. _settings.Where(s => s == "--demo"), $"--Data={Data}"]);

    /// <summary>Runs a command that has to succeed.</summary>
    /// <returns>The lines that it printed.</returns>
    public async Task<string[]> DoAsync(params IReadOnlyList<string> words)
    {
        var result = await RunAsync(words);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return result.OutputLines;
    }

    /// <summary>Starts the server; after a stop, the session goes on.</summary>
    public async Task StartAsync()
    {
        _server = await DustWatchProcess.ServeAsync(_folder.Path, [$"--Data={Data}", .. _settings]);
        var before = _api;
        _api = before is null ? await ApiClient.SignInAsync(_server.Address, await _server.LinkAsync()) : new ApiClient(_server.Address, before.Token);
        before?.Dispose();
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        await Server.KillAsync();
        await Server.DisposeAsync();
    }

    /// <summary>An MQTT client; anonymous without a device.</summary>
    public Task<MqttClient> ConnectAsync(string? device = null, string? secret = null, int inflight = 1024) => MqttClient.ConnectAsync(
        new MqttClientOptions { Host = "127.0.0.1", Port = Server.MqttPort, UserName = device, Password = secret, MaxInflight = inflight, ConnectTimeout = Eventually.Patience },
        TimeProvider.System);

    /// <summary>The transitions that stand in the ledger, without those of rules on arrival time.</summary>
    public async Task<IReadOnlyList<string>> OutcomeAsync() => WithoutArrival(await DoAsync("ledger", "outcome"));

    /// <summary>The transitions of a backtest of this CSV, as the ledger's outcome has them.</summary>
    public async Task<IReadOnlyList<string>> BacktestAsync(string csv, string registry)
    {
        var lines = await DoAsync("backtest", Write("samples.csv", csv), "--registry", Write("registry.json", registry));
        return WithoutArrival(lines.Select(WithoutRevision));
    }

    public async ValueTask DisposeAsync()
    {
        _api?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static List<string> WithoutArrival(IEnumerable<string> lines) => [.. lines.Where(l => Text(l, "rule") is not ("offline" or "clock"))];

    private static string Text(string line, string key)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty(key).GetString() ?? "";
    }

    private static string WithoutRevision(string line) => line.Replace("\"revision\":0,", "", StringComparison.Ordinal);
}
