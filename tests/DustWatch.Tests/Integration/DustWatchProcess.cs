using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>The real executable in a process of its own, on free ports, as a user would start it.</summary>
internal sealed class DustWatchProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DustWatchProcess(Process process) => _process = process;

    /// <summary>What it printed as its address, with a slash at the end.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public int MqttPort { get; private set; }

    /// <summary>The value of the printed sign-in link; null when none was printed.</summary>
    public string? Link { get; private set; }

    public string Errors => string.Join('\n', _errors);

    public static string Executable => Path.Combine(TestContext.CurrentContext.TestDirectory, "dustwatch.dll");

    /// <summary>Starts to serve <paramref name="data"/> and waits until it has printed its addresses.</summary>
    public static async Task<DustWatchProcess> ServeAsync(string data, params string[] arguments)
    {
        var served = new DustWatchProcess(Create(data, ["--Http:Listen=127.0.0.1:0", "--Mqtt:Listen=127.0.0.1:0", $"--Data={data}", .. arguments]));
        served.Listen();
        await Task.WhenAny(served._started.Task, served._process.WaitForExitAsync()).WaitAsync(StartTimeout);
        return served._started.Task.IsCompleted ? served : throw new InvalidOperationException($"It did not start: {served.Errors}");
    }

    /// <summary>Runs one command to its end.</summary>
    public static async Task<CommandResult> RunAsync(string folder, params string[] arguments)
    {
        using var process = Create(folder, arguments);
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(StartTimeout);
        return new CommandResult(process.ExitCode, await output, await error);
    }

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

        await _process.WaitForExitAsync().WaitAsync(StartTimeout);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static Process Create(string folder, IReadOnlyList<string> arguments)
    {
        Directory.CreateDirectory(folder);
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Executable);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new Process { StartInfo = start, EnableRaisingEvents = true };
    }

    private void Listen()
    {
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => ReadError(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        if (line.StartsWith("DustWatch: ", StringComparison.Ordinal))
        {
            Address = new Uri(line["DustWatch: ".Length..] + "/");
        }
        else if (line.Split("#link=") is [_, var link])
        {
            Link = link;
        }
    }

    // The line with the MQTT address comes last, after both on standard output.
    private void ReadError(string? line)
    {
        if (line is null)
        {
            return;
        }

        _errors.Enqueue(line);
        const string mark = "MQTT: 127.0.0.1:";
        if (line.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at)
        {
            MqttPort = int.Parse(line.AsSpan(at + mark.Length), CultureInfo.InvariantCulture);
            SpinWait.SpinUntil(() => _output.Any(l => l.StartsWith("DustWatch: ", StringComparison.Ordinal)), StartTimeout);
            _started.TrySetResult();
        }
    }
}
