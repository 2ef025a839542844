using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace DustWatch.Benchmarks.EndToEnd;

/// <summary>The built server in a process of its own, on free ports, with nothing set that it has a default for.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    private const string AddressMark = "DustWatch: ";
    private const string LinkMark = "#link=";
    private const string MqttMark = "MQTT: 127.0.0.1:";

    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _link = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _mqttPort = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient _http = new();

    private ServedProcess(Process process) => _process = process;

    /// <summary>With a slash at the end.</summary>
    public Uri Address => _address.Task.Result;

    public int MqttPort => _mqttPort.Task.Result;

    /// <summary>Of the session that was signed in.</summary>
    public string Token { get; private set; } = "";

    /// <summary>User and system time so far, s.</summary>
    public double CpuSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Bytes of memory that it holds.</summary>
    public long Resident
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Runs one command to its end.</summary>
    /// <exception cref="InvalidOperationException">It fails.</exception>
    public static async Task DoAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [DustWatchExecutable.Find(), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("dotnet does not start.");
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        await output;
        _ = process.ExitCode == 0 ? 0 : throw new InvalidOperationException($"{arguments[0]} ended with {process.ExitCode}: {await errors}");
    }

    /// <summary>Starts to serve, waits for its addresses, and signs in by the link that it prints.</summary>
    public static async Task<ServedProcess> StartAsync(string data, params string[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [DustWatchExecutable.Find(), "serve", $"--Data={data}", "--Http:Listen=127.0.0.1:0", "--Mqtt:Listen=127.0.0.1:0", .. settings])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (settings.Contains("--History:Api=v2"))
        {
            start.Environment["DUSTWATCH_History__Token"] = "none"; // VictoriaMetrics looks at none
        }

        var served = new ServedProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start."));
        served.Listen();
        var started = Task.WhenAll(served._address.Task, served._mqttPort.Task, served._link.Task);
        await Task.WhenAny(started, served._process.WaitForExitAsync());
        if (!started.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("dustwatch did not start.");
        }

        await served.SignInAsync();
        return served;
    }

    /// <summary>The text of <c>/metrics</c>.</summary>
    public Task<string> MetricsAsync() => _http.GetStringAsync(new Uri(Address, "metrics"));

    /// <summary>GET of a path under <c>/api/v1/</c>.</summary>
    public async Task<JsonNode> GetAsync(string path) =>
        JsonNode.Parse(await _http.GetStringAsync(new Uri(Address, $"api/v1/{path}"))) ?? throw new InvalidOperationException("The answer is null.");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _http.Dispose();
    }

    private void Listen()
    {
        _process.OutputDataReceived += (_, line) => Read(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => ReadError(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task SignInAsync()
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(Address, "api/v1/sessions"), new { link = await _link.Task });
        answer.EnsureSuccessStatusCode();
        Token = (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())?["token"] ?? throw new InvalidOperationException("There is no token.");
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    private void Read(string line)
    {
        if (line.StartsWith(AddressMark, StringComparison.Ordinal))
        {
            _address.TrySetResult(new Uri(line[AddressMark.Length..] + "/"));
        }
        else if (line.Split(LinkMark) is [_, var link])
        {
            _link.TrySetResult(link);
        }
    }

    private void ReadError(string line)
    {
        if (line.StartsWith(MqttMark, StringComparison.Ordinal))
        {
            _mqttPort.TrySetResult(int.Parse(line.AsSpan(MqttMark.Length), CultureInfo.InvariantCulture));
        }
        else
        {
            Console.Error.WriteLine(line); // what it complains about belongs to the result
        }
    }
}
