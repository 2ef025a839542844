using DustWatch.Alerting.Rules;
using DustWatch.Dashboard.Configuration;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Commands;

/// <summary>The registry and the rules that <c>backtest</c> is given as files. Their warnings are told; every fault is a fault of the option.</summary>
/// <param name="error">Warnings go here.</param>
internal sealed class BacktestFiles(TextWriter error)
{
    /// <exception cref="ConfigurationFaultException">The file is not there, or cannot be used.</exception>
    public Registry ReadRegistry(string option, string file)
    {
        var isTaken = RegistryReader.TryRead(ReadBytes(option, file, "REGISTRY.json"), out var registry, out var faults);
        IReadOnlyList<RegistryFault> all = [.. faults, .. JudgingCheck.AgentFaults(registry)];
        return isTaken && all.All(f => f.IsWarning) ? Told(registry, file, all) : throw Refused(file, all);
    }

    /// <exception cref="ConfigurationFaultException">The file is not there, or cannot be used.</exception>
    public RuleSet ReadRules(string option, string file, Registry registry) =>
        RulesReader.TryRead(ReadBytes(option, file, "RULES.json"), out var rules, out var faults) ? Told(rules, file, rules.FaultsFor(registry)) : throw Refused(file, faults);

    private static byte[] ReadBytes(string option, string file, string takes) =>
        File.Exists(file) ? File.ReadAllBytes(file) : throw new ConfigurationFaultException($"{option}: {file} is not there; it takes a {takes}");

    private T Told<T>(T read, string file, IReadOnlyList<RegistryFault> warnings)
    {
        foreach (var warning in warnings)
        {
            error.WriteLine($"dustwatch: {file}: warning: {warning}");
        }

        return read;
    }

    private static ConfigurationFaultException Refused(string file, IReadOnlyList<RegistryFault> faults) =>
        new([.. faults.Where(f => !f.IsWarning).Select(f => $"{file}: {f}")]);
}
