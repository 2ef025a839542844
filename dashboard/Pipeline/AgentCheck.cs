using DustWatch.Alerting.Standards;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>What a registry says about agents, held against the standards packs, which the registry itself does not know.</summary>
internal static class AgentCheck
{
    private const string Noise = "noise";

    public static IReadOnlyList<RegistryFault> Faults(Registry registry)
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
