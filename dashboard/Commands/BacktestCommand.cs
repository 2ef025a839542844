using System.CommandLine;
using DustWatch.Alerting.Rules;
using DustWatch.Dashboard.Backtesting;
using DustWatch.Dashboard.Configuration;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Commands;

/// <summary><c>dustwatch backtest FILE... [--rules RULES.json] [--registry REGISTRY.json] [--out FILE] [--strict]</c>.</summary>
internal static class BacktestCommand
{
    public static Command Create(CommandContext context)
    {
        var files = new Argument<string[]>("FILE") { Description = "CSV with header point,quantity,ts,value[,flag]; ts in ms UTC.", Arity = ArgumentArity.OneOrMore };
        var rules = new Option<string?>("--rules") { Description = "RULES.json; without it the default rules of each point's agent.", HelpName = "RULES.json" };
        var registry = new Option<string?>("--registry") { Description = "REGISTRY.json; without it that of the data folder.", HelpName = "REGISTRY.json" };
        var output = new Option<string?>("--out") { Description = "Write the transitions here instead of to standard output.", HelpName = "FILE" };
        var strict = new Option<bool>("--strict") { Description = "Stop at the first bad line." };
        var command = new Command("backtest", "Judge recorded samples as the live system would: one transition a line (JSON), by time, point, rule.") { files, rules, registry, output, strict };
        command.SetAction((parsed, cancellationToken) =>
        {
            var inputs = parsed.GetValue(files) ?? [];
            foreach (var missing in inputs.Where(f => !File.Exists(f)))
            {
                throw new ConfigurationFaultException($"FILE: {missing} is not there; backtest takes CSV files");
            }

            var points = parsed.GetValue(registry) is { } registryFile ? ReadRegistry(registryFile, context) : ReadStoredRegistry(context.ReadSettings(parsed).Data);
            var backtest = new Backtest(
                points,
                parsed.GetValue(rules) is { } rulesFile ? ReadRules(rulesFile, points, context) : null,
                parsed.GetValue(strict),
                context.Error);
            return Task.FromResult(backtest.Run(inputs, parsed.GetValue(output), cancellationToken));
        });
        return command;
    }

    private static Registry ReadRegistry(string file, CommandContext context)
    {
        if (!File.Exists(file))
        {
            throw new ConfigurationFaultException($"--registry: {file} is not there; it takes a REGISTRY.json");
        }

        var isTaken = RegistryReader.TryRead(File.ReadAllBytes(file), out var registry, out var faults);
        IReadOnlyList<RegistryFault> all = [.. faults, .. JudgingCheck.AgentFaults(registry)];
        return isTaken && all.All(f => f.IsWarning) ? Told(registry, file, all, context) : throw Refused(file, all);
    }

    private static RuleSet ReadRules(string file, Registry registry, CommandContext context)
    {
        if (!File.Exists(file))
        {
            throw new ConfigurationFaultException($"--rules: {file} is not there; it takes a RULES.json");
        }

        return RulesReader.TryRead(File.ReadAllBytes(file), out var rules, out var faults) ? Told(rules, file, rules.FaultsFor(registry), context) : throw Refused(file, faults);
    }

    private static Registry ReadStoredRegistry(string data) =>
        Installation.ReadRegistry(new DataFolder(data))
            ?? throw new ConfigurationFaultException($"--registry: the data folder {data} holds no registry; give a REGISTRY.json");

    private static T Told<T>(T read, string file, IReadOnlyList<RegistryFault> warnings, CommandContext context)
    {
        foreach (var warning in warnings)
        {
            context.Error.WriteLine($"dustwatch: {file}: warning: {warning}");
        }

        return read;
    }

    private static ConfigurationFaultException Refused(string file, IReadOnlyList<RegistryFault> faults) =>
        new([.. faults.Where(f => !f.IsWarning).Select(f => $"{file}: {f}")]);
}
