using System.CommandLine;
using DustWatch.Backends;
using DustWatch.Dashboard.Doctor;

namespace DustWatch.Dashboard.Commands;

/// <summary><c>dustwatch doctor [--check]</c>.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandContext context)
    {
        var check = new Option<bool>("--check") { Description = "Look only, and mend nothing." };
        var command = new Command(
            "doctor",
            """
            Look over the installation: settings; log.db, ledger.db, history.db, sessions.db and influx.mark (structure, format, every record's checksum, the
            ledger's chain, everything packed in the history, positions); copies of files from before a migration; clock, disk, ports. It reads every file
            whole, beside a running server too. A damaged end of the log is cut at the last whole record, when no server runs on the folder. Exit 1 when
            something is wrong and was not mended.
            """)
        {
            check,
        };
        command.SetAction(async (parsed, _) =>
        {
            var (settings, mayMend) = (context.ReadSettings(parsed), !parsed.GetValue(check));
            var findings = await CommandProgress.RunAsync(context.Error, progress => new Examination(settings, TimeProvider.System, mayMend, progress).RunAsync());
            var width = findings.Max(f => f.Subject.Length);
            foreach (var finding in findings)
            {
                await context.Output.WriteLineAsync($"{NameOf(finding.Kind),-8} {finding.Subject.PadRight(width)}  {finding.Message}");
            }

            return findings.Any(f => f.Kind == FindingKind.Fault) ? ExitCodes.Failed : ExitCodes.Done;
        });
        return command;
    }

    private static string NameOf(FindingKind kind) => kind switch
    {
        FindingKind.Whole => "ok",
        FindingKind.Note => "note",
        FindingKind.Mended => "mended",
        FindingKind.Warning => "warning",
        FindingKind.Fault => "FAULT",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
