using DustWatch.Alerting.Standards;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Rules;

/// <summary>Rules that are in force together.</summary>
/// <param name="Rules">In the file's order; ids are unique.</param>
public sealed record RuleSet(IReadOnlyList<Rule> Rules)
{
    /// <summary>No rule.</summary>
    public static RuleSet Empty { get; } = new([]);

    /// <summary>Whether each point's default rules hold beside these; one of these takes the place of the default rule with its id.</summary>
    public bool HasDefaults { get; init; }

    /// <summary>The rules that bind <paramref name="point"/>: those of <paramref name="rules"/> that select it, or, when that is null, its default rules.</summary>
    public static IEnumerable<Rule> For(RuleSet? rules, MonitoringPoint point) => rules switch
    {
        null => DefaultRules.For(point).Where(rule => rule.Selects(point)),
        { HasDefaults: true } => DefaultRules.For(point)
            .Where(rule => !rules.Rules.Any(own => own.Id == rule.Id && own.Names(point)))
            .Concat(rules.Rules)
            .Where(rule => rule.Selects(point)),
        _ => rules.Rules.Where(rule => rule.Selects(point)),
    };

    /// <summary>
    /// What of the rules no point of <paramref name="registry"/> can meet: a point that it lacks, a quantity that none of the rule's points measures, a
    /// multiple of a limit that none of their agents has. They are warnings, with the rule's place in its file: one file of rules may serve many sites.
    /// </summary>
    public IReadOnlyList<RegistryFault> FaultsFor(Registry registry)
    {
        var faults = new List<RegistryFault>();
        for (var i = 0; i < Rules.Count; i++)
        {
            var rule = Rules[i];
            void Warn(string key, string message) => faults.Add(new RegistryFault($"rules[{i}].{key}", message, IsWarning: true));
            foreach (var id in (rule.Points ?? Enumerable.Empty<string>()).Where(id => registry.FindPoint(id) is null).Order(StringComparer.Ordinal))
            {
                Warn("points", $"'{id}' is not among the points: the rule '{rule.Id}' judges nothing there");
            }

            if (rule.Quantity is not { } quantity || !registry.Points.Any(rule.Names))
            {
                continue;
            }

            var selected = registry.Points.Where(rule.Selects).ToList();
            var name = Quantities.NameOf(quantity);
            if (selected.Count == 0)
            {
                Warn("quantity", $"no point of the rule '{rule.Id}' measures {name}");
            }
            else if (!selected.Any(point => StandardsPacks.FindLimit(point, quantity) is not null))
            {
                foreach (var key in KeysOfTimes(rule))
                {
                    Warn(key, $"no point of the rule '{rule.Id}' has an agent with a limit for {name}: it is never met");
                }
            }
        }

        return faults;
    }

    private static IEnumerable<string> KeysOfTimes(Rule rule) =>
        (rule.Window.Parts?.Times is null ? Enumerable.Empty<string>() : ["window.times"])
            .Concat(rule.Levels.Select((level, at) => (level.Times, at)).Where(level => level.Times is not null).Select(level => $"levels[{level.at}].times"));
}
