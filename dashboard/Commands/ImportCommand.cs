using System.CommandLine;
using DustWatch.Dashboard.Administration;
using DustWatch.Dashboard.Configuration;

namespace DustWatch.Dashboard.Commands;

/// <summary><c>dustwatch import REGISTRY.json|RULES.json</c>.</summary>
internal static class ImportCommand
{
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "REGISTRY.json: districts, calendars, enterprises, points, devices; or RULES.json: rules." };
        var command = new Command("import", "Import a registry: each element takes the place of the one with its id; or rules: they take the place of those that hold. Works on a running server too.") { file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            if (!File.Exists(path))
            {
                throw new ConfigurationFaultException($"FILE: {path} is not there; import takes a REGISTRY.json or a RULES.json");
            }

            var json = await File.ReadAllTextAsync(path, cancellationToken);
            return await context.AdministerAsync(parsed, new AdministrationRequest("import", Path.GetFileName(path), Json: json), cancellationToken);
        });
        return command;
    }
}
