using System.Globalization;
using DustWatch.Benchmarks.Backtesting;
using DustWatch.Benchmarks.Detect;
using DustWatch.Benchmarks.EndToEnd;
using DustWatch.Benchmarks.History;
using DustWatch.Benchmarks.Hub;
using DustWatch.Benchmarks.Ingest;
using DustWatch.Benchmarks.Json;
using DustWatch.Benchmarks.Log;

namespace DustWatch.Benchmarks;

/// <summary><c>SUITE [--quick] [--json FILE] [--svg FILE]</c>: runs one suite beside its peers and prints a table. Exit codes: 0 done, 2 wrong use.</summary>
internal static class Program
{
    private const int Done = 0;
    private const int WrongUse = 2;

    private static readonly string[] Suites =
    [
        DetectSuite.Name, JsonSuite.Name, IngestSuite.Name, BrokerSuite.Name, IdleSuite.Name, LogSuite.Name, HistorySuite.Name,
        BacktestSuite.Name, BacktestSuite.MonthName, EndToEndSuite.Name, HubSuite.Name, DemoSuite.Name, GrowthSuite.Name,
    ];

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is [TargetServer.Command, var kind, var folder, var broker])
        {
            await TargetServer.RunAsync(Enum.Parse<TargetKind>(kind), folder, int.Parse(broker, CultureInfo.InvariantCulture));
            return Done;
        }

        if (arguments is [HubPeerServer.Command, var told, var values])
        {
            await HubPeerServer.RunAsync(Enum.Parse<HubPeerKind>(told), int.Parse(values, CultureInfo.InvariantCulture));
            return Done;
        }

        if (!BenchmarkOptions.TryRead(arguments, out var options, out var fault))
        {
            return Refuse($"{fault} Use: SUITE [--quick] [--json FILE] [--svg FILE], with SUITE one of {string.Join(", ", Suites)}.");
        }

        if (!Suites.Contains(options.Suite))
        {
            return Refuse($"{options.Suite}: is no suite. Suites: {string.Join(", ", Suites)}");
        }

        var measured = options.Suite switch
        {
            DetectSuite.Name => DetectSuite.Run(options.IsQuick),
            JsonSuite.Name => JsonSuite.Run(options.IsQuick),
            IngestSuite.Name => await IngestSuite.RunAsync(options.IsQuick),
            LogSuite.Name => LogSuite.Run(options.IsQuick),
            BrokerSuite.Name => await BrokerSuite.RunAsync(options.IsQuick),
            IdleSuite.Name => await IdleSuite.RunAsync(options.IsQuick),
            HistorySuite.Name => await HistorySuite.RunAsync(options.IsQuick),
            BacktestSuite.Name => BacktestSuite.Run(options.IsQuick),
            EndToEndSuite.Name => await EndToEndSuite.RunAsync(options.IsQuick),
            DemoSuite.Name => await DemoSuite.RunAsync(options.IsQuick),
            HubSuite.Name => await HubSuite.RunAsync(options.IsQuick),
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
