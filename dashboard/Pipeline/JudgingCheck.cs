using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Alerting.Standards;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>What a registry says, held against the standards packs and the detector, which the registry itself does not know.</summary>
internal static class JudgingCheck
{
    /// <summary>Everything that a person should hear at an import: what would be judged less than fully is said at once, not when an alert is missed.</summary>
    public static IReadOnlyList<RegistryFault> Faults(Registry registry, RuleSet? rules, Instant now) =>
        [.. AgentFaults(registry), .. FactorFaults(registry, now), .. new Detector(registry, rules, new Instant(0)).Faults];

    /// <summary>Agents and jurisdictions that no pack knows, silica that is missing, and rows that its fraction decides otherwise.</summary>
    public static IReadOnlyList<RegistryFault> AgentFaults(Registry registry) => [.. registry.Points.SelectMany(PointCheck.Faults)];

    /// <summary>Site factors that do not hold at <paramref name="now"/>, by the local days of the points that their device sends for.</summary>
    public static IReadOnlyList<RegistryFault> FactorFaults(Registry registry, Instant now)
    {
        var faults = new List<RegistryFault>();
        foreach (var device in registry.Devices.Where(device => device.Profile.Factors.Count > 0))
        {
            var days = device.Points.Select(registry.FindPoint).OfType<MonitoringPoint>().Select(point => LocalDay(point.Calendar, now)).Distinct().ToList();
            foreach (var (quantity, factor) in device.Profile.Factors)
            {
                const string without = "what is read is judged as it stands, and marked uncorrected";
                var path = $"devices[{device.Id}].profile.factor.{Quantities.NameOf(quantity)}";
                if (factor.Until is { } until && days.Exists(day => day >= until))
                {
                    faults.Add(new RegistryFault(path, $"has expired on {until:O}: {without}", IsWarning: true));
                }
                else if (days.Exists(day => day < factor.From))
                {
                    faults.Add(new RegistryFault(path, $"holds from {factor.From:O} only: until then {without}", IsWarning: true));
                }
            }
        }

        return faults;
    }

    private static DateOnly LocalDay(ShiftCalendar calendar, Instant now) =>
        DateOnly.FromDateTime(now.Plus(new SiteCalendar(calendar).OffsetMilliseconds(now)).ToDateTimeOffset().UtcDateTime);
}
