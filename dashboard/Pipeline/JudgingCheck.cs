using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Standards;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>What a registry says, held against the standards packs and the detector, which the registry itself does not know.</summary>
internal static class JudgingCheck
{
    /// <summary>Everything that a person should hear at an import: what would be judged less than fully is said at once, not when an alert is missed.</summary>
    public static IReadOnlyList<RegistryFault> Faults(Registry registry) =>
        [.. AgentFaults(registry), .. new Detector(registry, rules: null, new Instant(0)).Faults];

    /// <summary>Agents and jurisdictions that no pack knows, silica that is missing, and rows that its fraction decides otherwise.</summary>
    public static IReadOnlyList<RegistryFault> AgentFaults(Registry registry) => [.. registry.Points.SelectMany(PointCheck.Faults)];
}
