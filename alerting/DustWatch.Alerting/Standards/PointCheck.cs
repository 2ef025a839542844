using System.Globalization;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Standards;

/// <summary>What a registry says of a point, held against the standards packs. Pure; any thread.</summary>
public static class PointCheck
{
    private const decimal SilicaDustPercent = 10;

    /// <summary>Faults: a jurisdiction or an agent that no pack knows. Warnings: a limit that does not hold as the registry names it.</summary>
    public static IReadOnlyList<RegistryFault> Faults(MonitoringPoint point)
    {
        var faults = new List<RegistryFault>();
        CheckJurisdictions(point, faults);
        if (point.Agent is not { } agent || agent == StandardsPacks.Noise)
        {
            return faults;
        }

        if (!StandardsPacks.Agents.Contains(agent))
        {
            faults.Add(new RegistryFault(At(point, "agent"), $"'{agent}' is no agent of the dust table, nor noise", IsWarning: false));
            return faults;
        }

        var packs = StandardsPacks.InForce(point);
        if (!packs.Any(pack => pack.Knows(agent)))
        {
            faults.Add(new RegistryFault(At(point, "agent"), $"'{agent}' has no limit in {point.Jurisdiction}", IsWarning: true));
        }

        if (point.SilicaPercent is not { } percent)
        {
            if (packs.Any(pack => pack.NeedsSilica(agent)))
            {
                faults.Add(new RegistryFault(At(point, "silica"), $"is missing; {agent} is taken as named", IsWarning: true));
            }

            return faults;
        }

        foreach (var pack in packs.Where(pack => pack.SilicaRows.Count > 0 && pack.Knows(agent)))
        {
            CheckRow(point, agent, percent, pack, faults);
        }

        return faults;
    }

    private static void CheckJurisdictions(MonitoringPoint point, List<RegistryFault> faults)
    {
        if (point.Jurisdictions.Count == 0)
        {
            faults.Add(new RegistryFault(At(point, "jurisdiction"), $"names none; allowed: {Allowed()}", IsWarning: false));
        }

        foreach (var part in point.Jurisdictions.Where(part => !StandardsPacks.Jurisdictions.Contains(part) && StandardsPacks.Find(part) is null))
        {
            faults.Add(new RegistryFault(At(point, "jurisdiction"), $"'{part}' is not known; allowed, separated by commas: {Allowed()}", IsWarning: false));
        }
    }

    private static void CheckRow(MonitoringPoint point, string agent, decimal percent, StandardsPack pack, List<RegistryFault> faults)
    {
        var row = pack.RowOf(agent, percent);
        var stated = percent.ToString(CultureInfo.InvariantCulture);
        if (row != agent)
        {
            faults.Add(new RegistryFault(At(point, "silica"), $"{stated} % is not {agent}: by {pack.Standard} the fraction decides, and {row} holds", IsWarning: true));
            foreach (var quantity in point.Quantities.Where(q => IsWithout(pack, row, q) && !IsWithout(pack, agent, q)))
            {
                faults.Add(new RegistryFault(At(point, "silica"), $"{row} has no limit for {Quantities.NameOf(quantity)} in {pack.Standard}", IsWarning: true));
            }
        }
        else if (percent >= SilicaDustPercent && !pack.NeedsSilica(agent))
        {
            faults.Add(new RegistryFault(At(point, "silica"), $"{stated} % is dust of silica, but {agent} states no fraction and is taken as named; allowed: {string.Join(", ", pack.SilicaRows)}", IsWarning: true));
        }
    }

    private static bool IsWithout(StandardsPack pack, string row, Quantity quantity) =>
        !pack.Limits.Any(limit => limit.Agent == row && limit.Quantity == quantity);

    private static string Allowed() =>
        string.Join(", ", StandardsPacks.Jurisdictions.Concat(StandardsPacks.All.Where(pack => !pack.IsDefault).Select(pack => pack.Id)));

    private static string At(MonitoringPoint point, string key) => $"points[{point.Id}].{key}";
}
