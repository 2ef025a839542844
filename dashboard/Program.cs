using DustWatch.Dashboard.Commands;

namespace DustWatch.Dashboard;

/// <summary>The executable <c>dustwatch</c>.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments) => CommandLine.RunAsync(arguments, Console.Out, Console.Error);
}
