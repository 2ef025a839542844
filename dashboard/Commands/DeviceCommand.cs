using System.CommandLine;
using DustWatch.Dashboard.Administration;

namespace DustWatch.Dashboard.Commands;

/// <summary><c>dustwatch device add|secret|list</c>.</summary>
internal static class DeviceCommand
{
    public static Command Create(CommandContext context) => new("device", "Devices: what signs in over MQTT, and which points it may publish.")
    {
        CreateAdd(context),
        CreateSecret(context),
        CreateList(context),
    };

    private static Command CreateAdd(CommandContext context)
    {
        var id = new Argument<string>("ID") { Description = "The device's id, its MQTT user name." };
        var points = new Option<string[]>("--point")
        {
            Description = "A point that it may publish; give several.",
            Required = true,
            HelpName = "POINT",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("add", "Add a device, and print its secret (its MQTT password).") { id, points };
        command.SetAction((parsed, cancellationToken) => context.AdministerAsync(
            parsed,
            new AdministrationRequest("device-add", parsed.GetValue(id), Points: parsed.GetValue(points)),
            cancellationToken));
        return command;
    }

    private static Command CreateSecret(CommandContext context)
    {
        var id = new Argument<string>("ID") { Description = "The device's id." };
        var command = new Command("secret", "Make a new secret for a device and print it; the old one ends at once.") { id };
        command.SetAction((parsed, cancellationToken) => context.AdministerAsync(parsed, new AdministrationRequest("device-secret", parsed.GetValue(id)), cancellationToken));
        return command;
    }

    private static Command CreateList(CommandContext context)
    {
        var command = new Command("list", "List devices: id, whether it has a secret, points.");
        command.SetAction((parsed, cancellationToken) => context.AdministerAsync(parsed, new AdministrationRequest("device-list"), cancellationToken));
        return command;
    }
}
