using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Standards;

/// <summary>The rules that bind a point when nobody states any: those of the packs of its jurisdiction that have a limit for it.</summary>
public static class DefaultRules
{
    /// <summary>The default rules of <paramref name="point"/>: its dust limits, the noise limits where it measures noise, and silence.</summary>
    public static IReadOnlyList<Rule> For(MonitoringPoint point) =>
        [.. StandardsPacks.All.Where(pack => pack.Jurisdiction is null || pack.Jurisdiction == point.Jurisdiction)
            .SelectMany(pack => pack.Rules)
            .Where(rule => Binds(rule, point))];

    private static bool Binds(Rule rule, MonitoringPoint point) =>
        rule.Quantity is not { } quantity
        || (point.Quantities.Contains(quantity)
            && (rule.Levels.All(level => level.Times is null) || StandardsPacks.FindLimit(point, quantity) is not null));
}
