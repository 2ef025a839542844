using System.Diagnostics;
using System.Globalization;

namespace DustWatch.Benchmarks.Ingest;

/// <summary>A <see cref="TargetServer"/> in a process of its own.</summary>
internal sealed class TargetProcess : ITarget
{
    private readonly Process _process;

    private TargetProcess(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>Starts one and waits until it listens.</summary>
    /// <param name="kind">What it is to be.</param>
    /// <param name="folder">Where its log goes, if it has one.</param>
    /// <param name="broker">Port of the broker that it is a client of, or null; messages for it go there.</param>
    public static async Task<TargetProcess> StartAsync(TargetKind kind, string folder, int? broker = null)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(TargetProcess).Assembly.Location, TargetServer.Command, kind.ToString(), folder, $"{broker ?? 0}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_gcConcurrent"] = "1"; // as the product has it
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");
        var port = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The target {kind} did not start.");
        return new TargetProcess(process, int.Parse(port, CultureInfo.InvariantCulture));
    }

    public async Task<TargetMark> MarkAsync(long messages = 0)
    {
        await _process.StandardInput.WriteLineAsync(messages.ToString(CultureInfo.InvariantCulture));
        await _process.StandardInput.FlushAsync();
        return TargetMark.Read(await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("A target has ended."));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(); // it has nothing to save
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
