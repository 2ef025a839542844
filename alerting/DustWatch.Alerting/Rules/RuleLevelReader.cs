using System.Text.Json;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Rules;

/// <summary>Reads the levels of one rule.</summary>
internal static class RuleLevelReader
{
    private const decimal DosePercentMaximum = 1_000_000m;
    private const decimal TimesMaximum = 1_000m;

    public static List<RuleLevel> Read(RuleFields rule, JsonElement? json, Rule judged)
    {
        var levels = new List<RuleLevel>();
        if (json is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            rule.RefuseKey("levels", "is missing or empty; a rule without a limit has no meaning");
            return levels;
        }

        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var fields = rule.Nested(item, $"levels[{index++}]");
            if (fields.IsObject && ReadLevel(fields, judged) is { } level)
            {
                if (levels.Any(l => l.Level == level.Level))
                {
                    fields.RefuseKey("level", $"'{level.Level.NameOf()}' stands twice");
                }

                levels.Add(level);
            }
        }

        return levels;
    }

    private static RuleLevel? ReadLevel(RuleFields fields, Rule rule)
    {
        var name = fields.Text("level", isRequired: true);
        var isKnown = AlertNames.TryReadLevel(name, out var level) && level is not (Level.Normal or Level.Fault);
        if (name is not null && !isKnown)
        {
            fields.RefuseKey("level", $"'{name}' is no level; allowed: notice, projected, exceeded, severe");
        }

        if (level == Level.Projected && !rule.HasProjection)
        {
            fields.RefuseKey("level", "'projected' has a meaning only with 'twa8h', 'lex8h' or 'dose' in a shift");
        }

        var (least, most) = AboveBounds(rule);
        var above = fields.Number("above", least, most);
        var times = fields.Number("times", 0, TimesMaximum);
        RefuseLimits(fields, rule);
        var clear = rule.IsDecibel ? fields.Number("clear", 0, 100) : fields.Number("clear", 0, 1);
        var read = new RuleLevel(
            level,
            above,
            times,
            ForMilliseconds: fields.Duration("for", least: 0, otherwise: level == Level.Projected ? RuleLevel.DefaultProjectedForMilliseconds : 0),
            Clear: clear,
            ClearForMilliseconds: fields.Duration("clearFor", least: 0, otherwise: RuleLevel.DefaultClearForMilliseconds),
            Clause: fields.Text("clause"));
        fields.RefuseOthers();
        return isKnown ? read : null;
    }

    private static (decimal Least, decimal Most) AboveBounds(Rule rule)
    {
        if (rule.Aggregate == Aggregate.Dose)
        {
            return (0, DosePercentMaximum);
        }

        var traits = Quantities.Of(rule.Quantity ?? throw new ArgumentException("An exposure rule has a quantity.", nameof(rule)));
        return ((decimal)traits.ToUnit(traits.Minimum), (decimal)traits.ToUnit(traits.Maximum));
    }

    private static void RefuseLimits(RuleFields fields, Rule rule)
    {
        if (fields.Has("above") == fields.Has("times"))
        {
            fields.Refuse(fields.Path, "states no limit or two; allowed: exactly one of 'above' and 'times'");
        }

        if (fields.Has("times") && (rule.IsDecibel || rule.Aggregate == Aggregate.Dose))
        {
            fields.RefuseKey("times", "a multiple of a level in decibels has no meaning; allowed: above");
        }
    }
}
