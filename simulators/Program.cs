using System.CommandLine;
using DustWatch.Simulator.Commands;

namespace DustWatch.Simulator;

/// <summary>The simulator's command line. Exit codes: 0 done, 1 failed while working, 2 wrong use.</summary>
internal static class Program
{
    private const int WrongUse = 2;

    private static async Task<int> Main(string[] arguments)
    {
        var root = new RootCommand("DustWatch's simulator: workplaces without sensors, for demonstrations and tests")
        {
            DemoCommand.Create(TimeProvider.System),
            ReplayCommand.Create(TimeProvider.System),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync(parsed.UnmatchedTokens is [var word, ..] ? $"No such command or option: '{word}'; see --help." : parsed.Errors[0].Message);
            return WrongUse;
        }

        return await parsed.InvokeAsync();
    }
}
