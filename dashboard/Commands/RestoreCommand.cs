using System.CommandLine;
using DustWatch.Dashboard.Backup;
using DustWatch.Dashboard.Configuration;
using DustWatch.Dashboard.Pipeline;

namespace DustWatch.Dashboard.Commands;

/// <summary><c>dustwatch restore FILE [--overwrite]</c>. No server may run on the folder.</summary>
internal static class RestoreCommand
{
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "What backup has written." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace all that the data folder holds." };
        var command = new Command("restore", "Put a backup into the data folder. It is checked whole before anything is replaced; no server may run on the folder.") { file, overwrite };
        command.SetAction((parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            if (!File.Exists(path))
            {
                throw new ConfigurationFaultException($"FILE: {path} is not there; restore takes what backup has written");
            }

            var folder = new DataFolder(context.ReadSettings(parsed).Data);
            if (folder.Contains(path))
            {
                throw new ConfigurationFaultException($"FILE: {path} is in the data folder, which is replaced; move it elsewhere first");
            }

            using var folderLock = folder.TryLock()
                ?? throw new CommandFailedException($"The data folder {folder.Path} is in use by a running DustWatch. Stop it, or choose another folder with --Data=FOLDER.");
            if (Restoration.HoldsAnything(folder) && !parsed.GetValue(overwrite))
            {
                throw new ConfigurationFaultException($"Data: {folder.Path} holds an installation; --overwrite replaces it, --Data=FOLDER takes another folder");
            }

            var manifest = CommandProgress.Run(context.Error, progress => new Restoration(folder, progress).Run(path, cancellationToken));
            context.Output.WriteLine($"{folder.Path}: {manifest}");
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }
}
