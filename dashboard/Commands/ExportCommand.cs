using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DustWatch.Dashboard.Pipeline;

namespace DustWatch.Dashboard.Commands;

/// <summary><c>dustwatch export [--rules]</c>. It reads only, beside a running server too.</summary>
internal static class ExportCommand
{
    private const string DefaultRules = """{"defaults":true,"rules":[]}""";

    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(CommandContext context)
    {
        var rules = new Option<bool>("--rules") { Description = "The rules instead of the registry." };
        var command = new Command("export", "Print the registry, or the rules, as import takes them.") { rules };
        command.SetAction(async (parsed, _) =>
        {
            var folder = new DataFolder(context.ReadSettings(parsed).Data);
            if (!File.Exists(folder.Ledger))
            {
                throw new CommandFailedException($"There is nothing in {folder.Path}. Name the data folder with --Data=FOLDER, or --demo for the demo's.");
            }

            var json = parsed.GetValue(rules)
                ? Installation.ReadRulesJson(folder) ?? Encoding.UTF8.GetBytes(DefaultRules)
                : Installation.ReadRegistryJson(folder) ?? throw new CommandFailedException($"The data folder {folder.Path} holds no registry yet.");
            await context.Output.WriteLineAsync(Indented(json));
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Indented(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Options))
        {
            document.RootElement.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }
}
