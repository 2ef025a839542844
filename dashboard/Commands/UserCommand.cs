using System.CommandLine;
using DustWatch.Backends.Accounts;
using DustWatch.Dashboard.Administration;

namespace DustWatch.Dashboard.Commands;

/// <summary><c>dustwatch user add|link|token|revoke</c>.</summary>
internal static class UserCommand
{
    public static Command Create(CommandContext context) => new("user", "Users: who may sign in, and what they see.")
    {
        CreateAdd(context),
        CreateNamed(context, "link", "user-link", "Print a one-time sign-in link, good for 10 minutes."),
        CreateNamed(context, "token", "user-token", "Print a token for scripts (Authorization: Bearer TOKEN), good for a year."),
        CreateNamed(context, "revoke", "user-revoke", "End every session, token and link of a user at once; the user stays."),
    };

    private static Command CreateAdd(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The user's name." };
        var roles = string.Join(", ", Enum.GetValues<UserRole>().Select(r => r.NameOf()));
        var role = new Option<string>("--role") { Description = $"What the user may do: {roles}.", Required = true, HelpName = "ROLE" };
        role.Validators.Add(given =>
        {
            if (!UserRoles.TryRead(given.GetValueOrDefault<string>(), out _))
            {
                given.AddError($"--role: '{given.GetValueOrDefault<string>()}' is no role; it takes {roles}.");
            }
        });
        var district = new Option<string?>("--district") { Description = "Sees this district only.", HelpName = "ID" };
        var enterprise = new Option<string?>("--enterprise") { Description = "Sees this enterprise only.", HelpName = "ID" };
        var command = new Command("add", "Add a user, and print a one-time link with which they set a password.") { name, role, district, enterprise };
        command.SetAction((parsed, cancellationToken) => context.AdministerAsync(
            parsed,
            new AdministrationRequest("user-add", parsed.GetValue(name), parsed.GetValue(role), parsed.GetValue(district), parsed.GetValue(enterprise)),
            cancellationToken));
        return command;
    }

    private static Command CreateNamed(CommandContext context, string word, string operation, string description)
    {
        var name = new Argument<string>("NAME") { Description = "The user's name." };
        var command = new Command(word, description) { name };
        command.SetAction((parsed, cancellationToken) => context.AdministerAsync(parsed, new AdministrationRequest(operation, parsed.GetValue(name)), cancellationToken));
        return command;
    }
}
