using System.Text.Json;

namespace DustWatch.Alerting.Rules;

/// <summary>Reads the levels of one rule.</summary>
internal static class RuleLevelReader
{
    private const decimal ClearDecibelsMaximum = 100m;

    public static List<RuleLevel> Read(RuleFields rule, RuleShape shape)
    {
        var levels = new List<RuleLevel>();
        if (rule.Find("levels") is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            rule.RefuseKey("levels", "is missing or empty; a rule without a limit has no meaning");
            return levels;
        }

        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var fields = rule.Nested(item, $"levels[{index++}]");
            if (fields.IsObject && ReadLevel(fields, shape) is { } level)
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

    private static RuleLevel? ReadLevel(RuleFields fields, RuleShape shape)
    {
        var level = ReadName(fields, shape);
        var (above, times) = ReadLimit(fields, level, shape);
        var read = new RuleLevel(
            level ?? Level.Normal,
            above,
            times,
            ForMilliseconds: fields.Duration("for", least: 0, otherwise: level == Level.Projected ? RuleLevel.DefaultProjectedForMilliseconds : 0),
            Clear: fields.Number("clear", 0, shape.IsDecibel == false ? 1 : ClearDecibelsMaximum),
            ClearForMilliseconds: fields.Duration("clearFor", least: 0, otherwise: RuleLevel.DefaultClearForMilliseconds),
            Clause: fields.Text("clause"));
        if (shape.IsOfParts)
        {
            Refuse(fields, "a number of runs or parts does not fall: the level goes off at the window's end; allowed: null", "clear", "clearFor");
        }

        fields.RefuseOthers();
        return level is null ? null : read;
    }

    private static Level? ReadName(RuleFields fields, RuleShape shape)
    {
        if (fields.Text("level", isRequired: true) is not { } name)
        {
            return null;
        }

        if (!AlertNames.TryReadLevel(name, out var level) || level is Level.Normal or Level.Fault)
        {
            fields.RefuseKey("level", $"'{name}' is no level; allowed: notice, projected, exceeded, severe");
            return null;
        }

        if (level == Level.Projected && shape.HasProjection == false)
        {
            fields.RefuseKey("level", "'projected' has a meaning only with 'twa8h', 'lex8h' or 'dose' in a shift; allowed here: notice, exceeded, severe");
        }

        return level;
    }

    private static (decimal? Above, decimal? Times) ReadLimit(RuleFields fields, Level? level, RuleShape shape)
    {
        var isOfEpisodes = shape.Window is { Kind: WindowKind.Episodes };
        if (isOfEpisodes && level == Level.Exceeded)
        {
            Refuse(fields, "has no meaning for 'exceeded' of episodes, whose limits are the window's atMost, longest and apart; allowed: null", "above", "times");
            return (null, null);
        }

        if (level is null || shape.Window is null || shape.Aggregate is not { } aggregate)
        {
            // What the limit must be is not known; that these are keys of a level is.
            fields.Find("above");
            fields.Find("times");
            return (null, null);
        }

        var form = aggregate switch
        {
            Aggregate.Count when isOfEpisodes && level == Level.Severe => LimitForm.Of(shape.Quantity),
            Aggregate.Count => LimitForm.Number,
            Aggregate.Dose => LimitForm.DosePercent,
            _ => LimitForm.Of(shape.Quantity),
        };
        return form.Read(fields);
    }

    private static void Refuse(RuleFields fields, string message, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (fields.Has(key))
            {
                fields.RefuseKey(key, message);
            }
        }
    }
}
