using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>The real executable in a process of its own, on free ports, as a user would start it.</summary>
internal sealed class DustWatchProcess : IAsyncDisposable
{
    private const string AddressMark = "DustWatch: ";
    private const string LinkMark = "#link=";
    private const string MqttMark = "MQTT: 127.0.0.1:";
    private const string MqttTlsMark = "MQTT over TLS: ";

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _link = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _mqttPort = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile int _mqttTlsPort;

    private DustWatchProcess(Process process) => _process = process;

    /// <summary>What it printed as its address, with a slash at the end.</summary>
    public Uri Address => _address.Task.Result;

    public int Id => _process.Id;

    public int MqttPort => _mqttPort.Task.Result;

    /// <summary>0 without such a listener.</summary>
    public int MqttTlsPort => _mqttTlsPort;

    /// <summary>All of standard error until now.</summary>
    public string Errors => string.Join('\n', _errors);

    // The executable and what it needs to start are copied beside the tests, as they reference its project.
    private static string Executable => Path.Combine(TestContext.CurrentContext.TestDirectory, "dustwatch.dll");

    /// <summary>Starts to serve with these arguments and waits until it has printed its addresses.</summary>
    public static async Task<DustWatchProcess> ServeAsync(string folder, params IReadOnlyList<string> arguments)
    {
        var served = new DustWatchProcess(Create(folder, ["--Http:Listen=127.0.0.1:0", "--Mqtt:Listen=127.0.0.1:0", .. arguments]));
        served.Listen();
        var started = Task.WhenAll(served._address.Task, served._mqttPort.Task);
        await Task.WhenAny(started, served._process.WaitForExitAsync()).WaitAsync(Eventually.Patience);
        if (started.IsCompletedSuccessfully)
        {
            return served;
        }

        await served._process.WaitForExitAsync();
        var errors = served.Errors;
        await served.DisposeAsync();
        throw new InvalidOperationException($"It did not start: {errors}");
    }

    /// <summary>Runs one command to its end.</summary>
    public static Task<CommandResult> RunAsync(string folder, params IReadOnlyList<string> arguments) => RunAsync(folder, input: null, arguments);

    /// <summary>Runs one command to its end, with these bytes on its standard input.</summary>
    public static async Task<CommandResult> RunAsync(string folder, byte[]? input, params IReadOnlyList<string> arguments)
    {
        using var process = Create(folder, arguments);
        process.StartInfo.RedirectStandardInput = input is not null;
        process.Start();
        if (input is not null)
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }

        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }

        return new CommandResult(process.ExitCode, await output, await error);
    }

    /// <summary>The value of the sign-in link that it prints when it starts.</summary>
    public Task<string> LinkAsync() => _link.Task.WaitAsync(Eventually.Patience);

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and the exit code that follows.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        await TestContext.Out.WriteLineAsync(Errors); // shown when the test has failed
        _process.Dispose();
    }

    private static Process Create(string folder, IReadOnlyList<string> arguments)
    {
        // A write beyond the process's largest file (FullDiskTests) is an error, as on a full disk, and not the signal that ends it.
        var (program, words) = OperatingSystem.IsLinux() ? ("env", (string[])["--ignore-signal=XFSZ", "dotnet"]) : ("dotnet", []);
        var start = new ProcessStartInfo(program, [.. words, Executable, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("DUSTWATCH_", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        return new Process { StartInfo = start, EnableRaisingEvents = true };
    }

    private void Listen()
    {
        _process.OutputDataReceived += (_, line) => Read(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => ReadError(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
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
        _errors.Enqueue(line);
        if (line.StartsWith(MqttMark, StringComparison.Ordinal))
        {
            _mqttPort.TrySetResult(int.Parse(line.AsSpan(MqttMark.Length), CultureInfo.InvariantCulture));
        }
        else if (line.StartsWith(MqttTlsMark, StringComparison.Ordinal))
        {
            _mqttTlsPort = IPEndPoint.Parse(line.AsSpan(MqttTlsMark.Length)).Port;
        }
    }
}
