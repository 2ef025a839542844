using System.Diagnostics;

namespace DustWatch.Benchmarks.Backtesting;

/// <summary>
/// Files of samples through <c>dustwatch backtest</c>, a process each time, interleaved: from judging nothing to the default rules, packed, and in no order.
/// The peer counts the lines of the same file, in this process and on one core: what it costs to have the text at all.
/// </summary>
internal static class BacktestSuite
{
    public const string Name = "backtest";

    /// <summary>A month, once: it wants 11 GB of disk, and as much memory for the file to be read from there.</summary>
    public const string MonthName = "backtest-month";

    private const string CpuUnit = "M samples/CPU-s";
    private const string WallUnit = "M samples/s";
    private const string Lines = "count lines";
    private const double Million = 1e6;
    private const double Asked = 5e6; // samples a second by the wall
    private const double MonthSecondsAsked = 60;
    private const int BufferBytes = 1 << 19;

    /// <summary>Runs the suite.</summary>
    public static IReadOnlyList<Figure> Run(bool isQuick) => InFolder(isQuick ? BacktestSize.Quick : BacktestSize.Usual, RunAll);

    /// <summary>Runs the month; with <paramref name="isQuick"/> it is 20 minutes.</summary>
    public static IReadOnlyList<Figure> RunMonth(bool isQuick) => InFolder(isQuick ? BacktestSize.Quick : BacktestSize.Month, RunMonth);

    private static IReadOnlyList<Figure> InFolder(BacktestSize size, Func<BacktestFiles, BacktestSize, IReadOnlyList<Figure>> run)
    {
        var folder = Directory.CreateTempSubdirectory("dustwatch-backtest-");
        try
        {
            var files = new BacktestFiles(folder.FullName, size);
            files.Write();
            return run(files, size);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IReadOnlyList<Figure> RunAll(BacktestFiles files, BacktestSize size)
    {
        files.WriteOthers();
        BacktestTurn Backtest(params string[] arguments) => BacktestProcess.Run(size.Samples, ["--registry", files.Registry, .. arguments]);
        List<BacktestLane> lanes =
        [
            new("no rules", () => Backtest(files.InTurn, "--rules", files.NoRules)),
            new("two windows", () => Backtest(files.InTurn, "--rules", files.TwoWindows)),
            new("default rules", () => Backtest(files.InTurn)),
            new("default rules, gzip", () => Backtest(files.Packed)),
            new("default rules, shuffled", () => Backtest(files.Shuffled)),
            new(Lines, () => CountLines(files.InTurn)),
        ];
        var (cpu, wall) = (new Scores(lanes.Count, size.Rounds), new Scores(lanes.Count, size.Rounds));
        var peaks = new long[lanes.Count];
        for (var round = -size.WarmRounds; round < size.Rounds; round++)
        {
            for (var turn = 0; turn < lanes.Count; turn++)
            {
                var number = (turn + round + size.WarmRounds) % lanes.Count;
                var took = lanes[number].Run();
                peaks[number] = Math.Max(peaks[number], took.ResidentBytesMaximum);
                if (round >= 0)
                {
                    cpu.Note(number, round, size.Samples, took.CpuSeconds, 0);
                    wall.Note(number, round, size.Samples, took.WallSeconds, 0);
                }
            }
        }

        var peer = lanes.Count - 1;
        var text = new FileInfo(files.InTurn).Length;
        return
        [
            .. from lane in Enumerable.Range(0, peer) select cpu.Compare(lanes[lane].Name, lane, peer, Lines, CpuUnit, 1 / Million),
            .. from lane in Enumerable.Range(0, peer)
               let figure = wall.Compare(lanes[lane].Name, lane, peer, Lines, $"{WallUnit} wall", 1 / Million)
               select figure with { Peer = "asked", PeerValue = Asked / Million, Ratio = figure.Value * Million / Asked },
            .. from lane in Enumerable.Range(0, peer) select new Figure($"memory, {lanes[lane].Name}", peaks[lane], "bytes", "the text", text, peaks[lane] / (double)text, 0),
        ];
    }

    private static IReadOnlyList<Figure> RunMonth(BacktestFiles files, BacktestSize size)
    {
        var figures = new List<Figure>();
        foreach (var (name, rules) in new (string, string[])[] { ("no rules", ["--rules", files.NoRules]), ("two windows", ["--rules", files.TwoWindows]), ("default rules", []) })
        {
            var took = BacktestProcess.Run(size.Samples, ["--registry", files.Registry, files.InTurn, .. rules]);
            var (cpu, wall) = (size.Samples / took.CpuSeconds, size.Samples / took.WallSeconds);
            figures.Add(new Figure($"month, {name}", took.WallSeconds, "s wall", "asked at most", MonthSecondsAsked, took.WallSeconds / MonthSecondsAsked, 0));
            figures.Add(new Figure($"month, {name}", wall / Million, $"{WallUnit} wall", "asked", Asked / Million, wall / Asked, 0));
            figures.Add(new Figure($"month, {name}", cpu / Million, CpuUnit, "asked by the wall", Asked / Million, cpu / Asked, 0));
            figures.Add(new Figure($"memory, month, {name}", took.ResidentBytesMaximum, "bytes", "the text", new FileInfo(files.InTurn).Length, took.ResidentBytesMaximum / (double)new FileInfo(files.InTurn).Length, 0));
        }

        return figures;
    }

    private static BacktestTurn CountLines(string path)
    {
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var buffer = new byte[BufferBytes];
        var lines = 0L;
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return lines > 0 ? new BacktestTurn((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, clock.Elapsed.TotalSeconds, 0) : throw new InvalidOperationException("The file has no lines.");
    }
}
