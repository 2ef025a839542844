using System.CommandLine;
using DustWatch.Alerting.Rules;
using DustWatch.Dashboard.Backtesting;
using DustWatch.Dashboard.Configuration;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Commands;

/// <summary><c>dustwatch backtest [FILE... | --from TIME --to TIME] [--rules RULES.json] [--against OLD.json] [--registry REGISTRY.json] [--out FILE] [--strict]</c>.</summary>
internal sealed class BacktestCommand
{
    private const string StandardInput = "-";

    private readonly CommandContext _context;
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "CSV with header point,quantity,ts,value[,flag]; ts in ms UTC. '-' is standard input; what is packed with gzip is unpacked. All files are one set, in any order.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _from = TimeOption.Create("--from", "Without FILE: judge what the data folder holds after this time");
    private readonly Option<string?> _to = TimeOption.Create("--to", "Without FILE: and up to this time");
    private readonly Option<string?> _rules = new("--rules") { Description = "Judge by these rules; without it by the default rules of each point's agent.", HelpName = "RULES.json" };
    private readonly Option<string?> _against = new("--against") { Description = "Write only what --rules change in comparison with these rules; each line says 'change': added, removed, moved.", HelpName = "OLD.json" };
    private readonly Option<string?> _registry = new("--registry") { Description = "The points; without it those of the data folder.", HelpName = "REGISTRY.json" };
    private readonly Option<string?> _output = new("--out") { Description = "Write the transitions here instead of to standard output.", HelpName = "FILE" };
    private readonly Option<bool> _strict = new("--strict") { Description = "Stop at the first bad line." };

    private BacktestCommand(CommandContext context) => _context = context;

    public static Command Create(CommandContext context)
    {
        var of = new BacktestCommand(context);
        var command = new Command("backtest", "Judge recorded samples as the live system would: one transition a line (JSON), by time, point, rule. It reads only, beside a running server too.")
        {
            of._files, of._from, of._to, of._rules, of._against, of._registry, of._output, of._strict,
        };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(of.Run(parsed, cancellationToken)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var files = parsed.GetValue(_files) ?? [];
        var span = ReadSpan(parsed, hasFiles: files.Length > 0);
        CheckFiles(files, parsed.GetValue(_output));
        var reader = new BacktestFiles(_context.Error);
        var given = parsed.GetValue(_registry) is { } registryFile ? reader.ReadRegistry(_registry.Name, registryFile) : null;
        var stored = given is null || span is not null ? ReadStoredRegistry(parsed, given is not null) : null;
        var registry = given ?? stored ?? throw new System.Diagnostics.UnreachableException("One of them was read.");
        RuleSet? RulesOf(Option<string?> option) => parsed.GetValue(option) is { } file ? reader.ReadRules(option.Name, file, registry) : null;
        var backtest = new Backtest(RulesOf(_rules), RulesOf(_against), parsed.GetValue(_output), _context.Error);
        if (span is { } stretch)
        {
            var settings = _context.ReadSettings(parsed);
            using var data = new StoredSamples(new DataFolder(settings.Data), stored ?? registry, settings.Influx, TimeProvider.System);
            return backtest.Run((rules, progress) =>
            {
                var source = data.Open(stretch, given, progress, cancellationToken);
                return ([.. rules.Select(set => source.Judge(set, progress, cancellationToken))], ExitCodes.Done);
            });
        }

        return backtest.Run((rules, progress) =>
        {
            var csv = new CsvFiles(registry, Environment.ProcessorCount, progress);
            var judged = csv.Judge(files, rules, parsed.GetValue(_strict), Limits.BacktestPieceBytesOf(registry.Points.Count), cancellationToken);
            return (judged, csv.BadLineCount == 0 ? ExitCodes.Done : ExitCodes.Failed);
        });
    }

    private Interval? ReadSpan(ParseResult parsed, bool hasFiles) => (TimeOption.Read(parsed, _from), TimeOption.Read(parsed, _to)) switch
    {
        (null, null) when hasFiles => null,
        (_, _) when hasFiles => throw new ConfigurationFaultException("--from, --to: are for what the data folder holds; with FILE all of the file is judged"),
        ({ } from, { } to) when from < to => new Interval(from, to),
        ({ } from, { } to) => throw new ConfigurationFaultException($"--to: {to} is not after --from {from}; it takes a later time"),
        _ => throw new ConfigurationFaultException("FILE: is missing; backtest takes CSV files, or --from and --to (both) for what the data folder holds"),
    };

    private static void CheckFiles(string[] files, string? output)
    {
        if (files.FirstOrDefault(f => f != StandardInput && !File.Exists(f)) is { } missing)
        {
            throw new ConfigurationFaultException($"FILE: {missing} is not there; backtest takes CSV files");
        }

        if (files.Count(f => f == StandardInput) > 1)
        {
            throw new ConfigurationFaultException("FILE: standard input (-) is named twice; it can be read once");
        }

        if (output is not null && Path.GetDirectoryName(Path.GetFullPath(output)) is { } folder && !Directory.Exists(folder))
        {
            throw new ConfigurationFaultException($"--out: the folder {folder} is not there; it takes a file to write");
        }
    }

    private Registry ReadStoredRegistry(ParseResult parsed, bool isGivenToo)
    {
        var data = _context.ReadSettings(parsed).Data;
        return Installation.ReadRegistry(new DataFolder(data)) ?? throw new ConfigurationFaultException(isGivenToo
            ? $"--from, --to: the data folder {data} holds nothing; name the one that holds the samples with --Data=FOLDER"
            : $"--registry: the data folder {data} holds no registry; give a REGISTRY.json");
    }
}
