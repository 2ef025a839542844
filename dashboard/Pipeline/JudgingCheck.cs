using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Standards;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>What a registry says, held against the standards packs and the detector, which the registry itself does not know.</summary>
internal static class JudgingCheck
{
    private const string Noise = "noise";

    /// <summary>Everything that a person should hear at an import: what would be judged less than fully is said at once, not when an alert is missed.</summary>
    public static IReadOnlyList<RegistryFault> Faults(Registry registry) =>
        [.. AgentFaults(registry), .. new Detector(registry, rules: null, new Instant(0)).Faults];

    /// <summary>Agents that no pack knows, and silica without a fraction.</summary>
    public static IReadOnlyList<RegistryFault> AgentFaults(Registry registry)
    {
        var faults = new List<RegistryFault>();
        foreach (var point in registry.Points)
        {
            if (point.Agent is not { } agent || agent == Noise)
            {
                continue;
            }

            if (!StandardsPacks.Agents.Contains(agent))
            {
                faults.Add(new RegistryFault($"points[{point.Id}].agent", $"'{agent}' is no agent of the dust table, nor noise", IsWarning: false));
            }
            else if (agent.StartsWith("silica-", StringComparison.Ordinal) && point.SilicaPercent is null)
            {
                faults.Add(new RegistryFault($"points[{point.Id}].silica", $"is missing; {agent} is taken as named", IsWarning: true));
            }
        }

        return faults;
    }
}
