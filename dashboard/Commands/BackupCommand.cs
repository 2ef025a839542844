using System.CommandLine;
using DustWatch.Dashboard.Backup;
using DustWatch.Dashboard.Configuration;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Commands;

/// <summary><c>dustwatch backup FILE [--overwrite]</c>. It reads only, beside a running server too.</summary>
internal static class BackupCommand
{
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The backup to write: a ZIP archive. Beside it, room for the largest file of the data folder is needed meanwhile." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace FILE when it is there." };
        var command = new Command("backup", "Write all that the data folder holds, as it stands now, to one file. It reads only, beside a running server too.") { file, overwrite };
        command.SetAction((parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            var folder = new DataFolder(context.ReadSettings(parsed).Data);
            Check(path, folder, parsed.GetValue(overwrite));
            if (!File.Exists(folder.Ledger) || !File.Exists(folder.Log) || !File.Exists(folder.History))
            {
                throw new CommandFailedException($"There is nothing in {folder.Path}. Name the data folder with --Data=FOLDER, or --demo for the demo's.");
            }

            var manifest = CommandProgress.Run(context.Error, progress =>
            {
                using var source = BackupSource.Take(folder);
                if (!source.IsWhole)
                {
                    progress.Say("dustwatch: warning: the log no longer holds all that comes after the newest checkpoints and the history; a restored server goes on without it");
                }

                return new BackupWriter(source, progress).Write(path, Instant.Now(TimeProvider.System), cancellationToken);
            });
            context.Output.WriteLine($"{path}: {manifest}");
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Check(string path, DataFolder folder, bool mayOverwrite)
    {
        if (folder.Contains(path))
        {
            throw new ConfigurationFaultException($"FILE: {path} is in the data folder, which a restore replaces; backup takes a file elsewhere");
        }

        if (Directory.Exists(path))
        {
            throw new ConfigurationFaultException($"FILE: {path} is a folder; backup takes a file to write");
        }

        if (File.Exists(path) && !mayOverwrite)
        {
            throw new ConfigurationFaultException($"FILE: {path} is there already; --overwrite replaces it");
        }

        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent && !Directory.Exists(parent))
        {
            throw new ConfigurationFaultException($"FILE: the folder {parent} is not there; backup takes a file to write");
        }
    }
}
