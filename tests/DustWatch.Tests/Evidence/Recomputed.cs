using NUnit.Framework;
using System.Diagnostics;
using System.Text.Json;

namespace DustWatch.Tests.Evidence;

/// <summary>What a third party's script makes of an evidence.</summary>
internal sealed record Recomputed(double Value, double Low, double Coverage, IReadOnlyList<RecomputedRun> Runs, string Samples, string Entry)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<Recomputed> FromAsync(string evidenceJson)
    {
        var start = new ProcessStartInfo("python3", [Path.Combine(TestContext.CurrentContext.TestDirectory, "Evidence", "recompute.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("python3 does not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(evidenceJson);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Recomputed>(await output, JsonSerializerOptions.Web) ?? throw new InvalidOperationException("The script printed nothing.")
            : throw new InvalidOperationException(await error);
    }
}
