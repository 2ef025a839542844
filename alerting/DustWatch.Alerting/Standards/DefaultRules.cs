using System.Collections.Concurrent;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Standards;

/// <summary>The rules that bind a point when nobody states any: those of its packs that have a limit for it. Pure; any thread.</summary>
public static class DefaultRules
{
    // Points with one limit share one rule, so that what a detector makes of it is made once.
    private static readonly ConcurrentDictionary<(string Rule, decimal Limit, Citation Citation), Rule> Bound = new();

    /// <summary>
    /// The default rules of <paramref name="point"/>: its dust limits, the noise limits where it measures noise, and its own health.
    /// A level that is a multiple states the number as well, from the limit of the rule's own pack, and the limit's clause where it names none.
    /// </summary>
    public static IReadOnlyList<Rule> For(MonitoringPoint point) =>
        [.. StandardsPacks.InForce(point).SelectMany(pack => pack.Rules, (pack, rule) => Bind(pack, rule, point)).OfType<Rule>()];

    private static Rule? Bind(StandardsPack pack, Rule rule, MonitoringPoint point)
    {
        if (rule.Quantity is not { } quantity)
        {
            return rule;
        }

        if (!point.Quantities.Contains(quantity))
        {
            return null;
        }

        if (rule.Aggregate == Aggregate.LexW && pack.IsDefault && point.Calendar.WorkingDays == ShiftCalendar.DefaultWorkingDays)
        {
            return null; // a five-day week is judged by its days
        }

        if (rule.Window.Parts?.Times is null && rule.Levels.All(level => level.Times is null))
        {
            return rule;
        }

        return pack.FindLimit(point.Agent, point.SilicaPercent, quantity) is { } limit
            ? Bound.GetOrAdd((rule.Id, limit.Limit, limit.Citation), static (_, bound) => Bind(bound.rule, bound.limit), (rule, limit))
            : null;
    }

    private static Rule Bind(Rule rule, ExposureLimit limit) => rule with
    {
        Window = rule.Window with
        {
            Parts = rule.Window.Parts is { } parts ? parts with { Above = parts.Above ?? (parts.Times * limit.Limit) } : null,
        },
        Levels = [.. rule.Levels.Select(level => level with { Above = level.Above ?? (level.Times * limit.Limit), Clause = level.Clause ?? limit.Citation.ToString() })],
    };
}
