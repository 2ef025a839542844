using DustWatch.Benchmarks.Backtesting;
using DustWatch.Benchmarks.Detect;
using DustWatch.Benchmarks.History;
using DustWatch.Benchmarks.Ingest;
using DustWatch.Benchmarks.Json;

namespace DustWatch.Benchmarks;

/// <summary><c>SUITE [--quick] [--json FILE] [--svg FILE]</c>: runs one suite beside its peers and prints a table. Exit codes: 0 done, 2 wrong use.</summary>
internal static class Program
{
    private const int Done = 0;
    private const int WrongUse = 2;

    private static readonly string[] Suites =
        [DetectSuite.Name, JsonSuite.Name, IngestSuite.Name, HistorySuite.Name, BacktestSuite.Name, BacktestSuite.MonthName, GrowthSuite.Name];

    private static readonly string[] LaterSuites = ["log", "hub", "e2e"];

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is [TargetServer.Command, var kind, var folder])
        {
            await TargetServer.RunAsync(Enum.Parse<TargetKind>(kind), folder);
            return Done;
        }

        if (!BenchmarkOptions.TryRead(arguments, out var options, out var fault))
        {
            return Refuse($"{fault} Use: SUITE [--quick] [--json FILE] [--svg FILE], with SUITE one of {string.Join(", ", Suites)}.");
        }

        if (LaterSuites.Contains(options.Suite))
        {
            return Refuse($"{options.Suite}: not in this version");
        }

        if (!Suites.Contains(options.Suite))
        {
            return Refuse($"{options.Suite}: is no suite. Suites: {string.Join(", ", Suites)}; not in this version: {string.Join(", ", LaterSuites)}");
        }

        var measured = options.Suite switch
        {
            DetectSuite.Name => DetectSuite.Run(options.IsQuick),
            JsonSuite.Name => JsonSuite.Run(options.IsQuick),
            IngestSuite.Name => await IngestSuite.RunAsync(options.IsQuick),
            HistorySuite.Name => await HistorySuite.RunAsync(options.IsQuick),
            BacktestSuite.Name => BacktestSuite.Run(options.IsQuick),
            GrowthSuite.Name => GrowthSuite.Run(options.IsQuick),
            _ => BacktestSuite.RunMonth(options.IsQuick),
        };
        var figures = new List<Figure>();
        Report.PrintHead(Console.Out);
        foreach (var figure in measured) // each group is measured when it is asked for
        {
            figures.Add(figure);
            Report.Print(figure, Console.Out);
        }

        if (options.JsonFile is { } file)
        {
            Report.WriteJson(figures, file);
        }

        if (options.PictureFile is { } picture)
        {
            GrowthPicture.Write(figures, picture);
        }

        return Done;
    }

    private static int Refuse(string why)
    {
        Console.Error.WriteLine(why);
        return WrongUse;
    }
}
