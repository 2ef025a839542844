using DustWatch.Benchmarks.Detect;

namespace DustWatch.Benchmarks;

/// <summary><c>SUITE [--quick] [--json FILE]</c>: runs one suite beside its peers and prints a table. Exit codes: 0 done, 2 wrong use.</summary>
internal static class Program
{
    private const int Done = 0;
    private const int WrongUse = 2;

    private static readonly string[] LaterSuites = ["json", "ingest", "log", "history", "hub", "backtest", "e2e"];

    private static int Main(string[] arguments)
    {
        if (!BenchmarkOptions.TryRead(arguments, out var options, out var fault))
        {
            Console.Error.WriteLine($"{fault} Use: SUITE [--quick] [--json FILE], with SUITE detect.");
            return WrongUse;
        }

        if (LaterSuites.Contains(options.Suite))
        {
            Console.Error.WriteLine($"{options.Suite}: not in this version");
            return WrongUse;
        }

        if (options.Suite != DetectSuite.Name)
        {
            Console.Error.WriteLine($"{options.Suite}: is no suite. Suites: {DetectSuite.Name}; not in this version: {string.Join(", ", LaterSuites)}");
            return WrongUse;
        }

        var figures = DetectSuite.Run(options.IsQuick);
        Report.Print(figures, Console.Out);
        if (options.JsonFile is { } file)
        {
            Report.WriteJson(figures, file);
        }

        return Done;
    }
}
