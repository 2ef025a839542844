using System.CommandLine;
using DustWatch.Dashboard.Configuration;

namespace DustWatch.Dashboard.Commands;

/// <summary>The commands of <c>dustwatch</c> and what their exit codes mean.</summary>
internal static class CommandLine
{
    private const string Description = """
        Real-time monitoring of dust and noise at workplaces.

        Without a command it serves: MQTT endpoint, detection, web page and API in one process.
        Settings come from appsettings.json, DUSTWATCH_Section__Key and --Section:Key=value, in rising order:
        """;

    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        var (settings, words) = SettingsReader.Split(arguments);
        var context = new CommandContext(settings, output, error);
        var parsed = CreateRoot(context).Parse(words);
        if (parsed.Errors.Count > 0)
        {
            foreach (var fault in FaultsOf(parsed))
            {
                await error.WriteLineAsync($"dustwatch: {fault}");
            }

            return ExitCodes.WrongUse;
        }

        try
        {
            // Signals are the host's: it stops in order, and a stop that has to bring much to disk is not cut short.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = output,
                Error = error,
            });
        }
        catch (ConfigurationFaultException exception)
        {
            foreach (var line in exception.Message.Split('\n'))
            {
                await error.WriteLineAsync($"dustwatch: {line}");
            }

            return ExitCodes.WrongUse;
        }
        catch (Exception exception) when (exception is CommandFailedException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"dustwatch: {exception.Message}");
            return ExitCodes.Failed;
        }
    }

    // A line a fault. The word after one that is not known may be its value, so the first such word speaks for all.
    private static IEnumerable<string> FaultsOf(ParseResult parsed) => parsed.UnmatchedTokens is [var unknown, ..]
        ? [$"{unknown}: is no option or command of '{parsed.CommandResult.Command.Name}'; see --help"]
        : parsed.Errors.Select(fault => $"{fault.Message} See --help.");

    private static RootCommand CreateRoot(CommandContext context)
    {
        var keys = SettingKeys.All.Select(k => $"  {k.Name,-24} {k.Takes}{(k.Default is null ? "" : $" ({k.Default})")}");
        var root = new RootCommand($"{Description}\n{string.Join('\n', keys)}") { context.Demo };
        ServeCommand.Configure(root, context);
        var serve = new Command("serve", "Serve MQTT endpoint, detection, page and API until stopped (what happens without a command).");
        ServeCommand.Configure(serve, context);
        root.Add(serve);
        root.Add(BacktestCommand.Create(context));
        root.Add(ImportCommand.Create(context));
        root.Add(ExportCommand.Create(context));
        root.Add(LedgerCommand.Create(context));
        root.Add(BackupCommand.Create(context));
        root.Add(RestoreCommand.Create(context));
        root.Add(UserCommand.Create(context));
        root.Add(DeviceCommand.Create(context));
        root.Add(DoctorCommand.Create(context));
        return root;
    }
}
