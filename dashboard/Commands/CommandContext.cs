using System.CommandLine;
using DustWatch.Dashboard.Administration;
using DustWatch.Dashboard.Configuration;
using DustWatch.Dashboard.Pipeline;

namespace DustWatch.Dashboard.Commands;

/// <summary>What every command shares: where it writes, the settings of its line, and the way to the installation.</summary>
/// <param name="settings">Settings of the command line.</param>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
internal sealed class CommandContext(IReadOnlyList<string> settings, TextWriter output, TextWriter error)
{
    public TextWriter Output { get; } = output;

    public TextWriter Error { get; } = error;

    public Option<bool> Demo { get; } = new("--demo")
    {
        Description = "Serve a simulated district, or work on its data ({Data}/demo).",
        Recursive = true,
    };

    /// <exception cref="ConfigurationFaultException">Something is wrong with the settings.</exception>
    public Settings ReadSettings(ParseResult parsed) => SettingsReader.Read(settings, parsed.GetValue(Demo));

    /// <summary>Runs <paramref name="request"/> in the process that serves the data folder, or here when none does.</summary>
    public async Task<int> AdministerAsync(ParseResult parsed, AdministrationRequest request, CancellationToken cancellationToken)
    {
        var response = await AskAsync(ReadSettings(parsed), request, cancellationToken);
        foreach (var message in response.Messages)
        {
            await Error.WriteLineAsync($"dustwatch: {message}");
        }

        foreach (var line in response.Output)
        {
            await Output.WriteLineAsync(line);
        }

        return response.ExitCode;
    }

    private static async Task<AdministrationResponse> AskAsync(Settings settings, AdministrationRequest request, CancellationToken cancellationToken)
    {
        var folder = new DataFolder(settings.Data);
        using (var folderLock = folder.TryLock())
        {
            if (folderLock is not null)
            {
                await using var installation = await Installation.OpenAsync(folder, settings, TimeProvider.System);
                return await installation.Administrator.RunAsync(request);
            }
        }

        try
        {
            return await AdministrationSocket.AskAsync(folder, request, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new CommandFailedException($"The data folder {folder.Path} is in use by another process that does not answer on {folder.Socket} ({exception.Message}). Wait until it has started, or stop it.");
        }
    }
}
