using System.Diagnostics;
using System.Globalization;

namespace DustWatch.Benchmarks.Backtesting;

/// <summary><c>dustwatch backtest</c> as a process of its own: start, compilation and output are part of what it takes.</summary>
internal static class BacktestProcess
{
    private const double TicksPerSecond = 100; // of the kernel's accounts, whatever its own clock
    private const int PollMilliseconds = 20;
    private const int ChildUserField = 13; // of /proc/self/stat, after the name: from the state, which is 0
    private const string PeakField = "VmHWM:";

    /// <summary>Runs it to its end.</summary>
    /// <param name="samples">How many it is to find.</param>
    /// <param name="arguments">Behind <c>backtest</c>.</param>
    /// <exception cref="InvalidOperationException">It fails, or finds another number of samples.</exception>
    public static BacktestTurn Run(long samples, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [DustWatchExecutable.Find(), "backtest", .. arguments, "--out", "/dev/null"]) { RedirectStandardError = true };
        var before = ChildrenSeconds();
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");
        var peak = 0L;
        while (!process.WaitForExit(PollMilliseconds))
        {
            peak = Math.Max(peak, PeakOf(process.Id));
        }

        var wall = clock.Elapsed.TotalSeconds;
        var said = process.StandardError.ReadToEnd().TrimEnd().Split('\n')[^1]; // its sum, or why it failed
        return process.ExitCode == 0 && said.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{samples} samples, "), StringComparison.Ordinal)
            ? new BacktestTurn(ChildrenSeconds() - before, wall, peak)
            : throw new InvalidOperationException($"backtest ended with {process.ExitCode}: {said}");
    }

    /// <summary>CPU seconds of all processes that this one has started and that have ended.</summary>
    private static double ChildrenSeconds()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[ChildUserField], CultureInfo.InvariantCulture) + long.Parse(fields[ChildUserField + 1], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    private static long PeakOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(text => text.StartsWith(PeakField, StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line.AsSpan(PeakField.Length).TrimEnd("kB"), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }
}
