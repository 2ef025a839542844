using System.Buffers;
using System.CommandLine;
using DustWatch.Alerting;
using DustWatch.Backends.Sqlite;
using DustWatch.Dashboard.Pipeline;

namespace DustWatch.Dashboard.Commands;

/// <summary><c>dustwatch ledger verify|head|outcome</c>. They read only, beside a running server too.</summary>
internal static class LedgerCommand
{
    public static Command Create(CommandContext context) => new("ledger", "The hash-chained ledger of transitions and of what people did.")
    {
        CreateVerify(context),
        CreateHead(context),
        CreateOutcome(context),
    };

    private static Command CreateVerify(CommandContext context)
    {
        var command = new Command("verify", "Recompute the chain from its first entry; exit 1 and the first bad entry when it does not hold.");
        command.SetAction(async (parsed, _) =>
        {
            await using var ledger = Open(parsed, context);
            if (ledger.Verify() is { } fault)
            {
                await context.Error.WriteLineAsync($"dustwatch: entry {fault.Seq}: {fault.Message}");
                return ExitCodes.Failed;
            }

            await context.Output.WriteLineAsync($"{ledger.Head} entries, the chain holds");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateHead(CommandContext context)
    {
        var command = new Command("head", "Print number and hash of the last entry, to be anchored elsewhere.");
        command.SetAction(async (parsed, _) =>
        {
            await using var ledger = Open(parsed, context);
            var head = ledger.ReadHead();
            await context.Output.WriteLineAsync($"{head.Seq} {Convert.ToHexStringLower(head.Hash.Span)}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateOutcome(CommandContext context)
    {
        var from = TimeOption.Create("--from", "Transitions after this time");
        var to = TimeOption.Create("--to", "Transitions up to this time");
        var verdicts = new Option<bool>("--verdicts") { Description = "Then the verdicts on finished shifts, days and weeks, by the end of the window." };
        var command = new Command("outcome", "Print the transitions that stand, as backtest writes them, without 'revision'.") { from, to, verdicts };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (after, until) = (TimeOption.Read(parsed, from), TimeOption.Read(parsed, to));
            await using var ledger = Open(parsed, context);
            var line = new ArrayBufferWriter<byte>();
            await using var output = Console.OpenStandardOutput();
            foreach (var transition in ledger.ReadOutcome(after, until))
            {
                line.ResetWrittenCount();
                TransitionJson.Write(transition, line, withRevision: false);
                line.Write("\n"u8);
                await output.WriteAsync(line.WrittenMemory, cancellationToken);
            }

            foreach (var verdict in parsed.GetValue(verdicts) ? ledger.ReadVerdicts(after, until) : [])
            {
                line.ResetWrittenCount();
                VerdictJson.Write(verdict, line, withRevision: false);
                line.Write("\n"u8);
                await output.WriteAsync(line.WrittenMemory, cancellationToken);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static SqliteLedger Open(ParseResult parsed, CommandContext context)
    {
        var folder = new DataFolder(context.ReadSettings(parsed).Data);
        return File.Exists(folder.Ledger)
            ? new SqliteLedger(folder.Ledger, TimeProvider.System)
            : throw new CommandFailedException($"There is no ledger in {folder.Path}. Name the data folder with --Data=FOLDER, or --demo for the demo's.");
    }
}
