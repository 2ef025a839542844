using System.Text.Json;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Rules;

/// <summary>Reads RULES.json strictly: every fault at once, with its place and what is allowed. Pure; any thread.</summary>
public static class RulesReader
{
    private const int IdLengthMaximum = 64;

    /// <summary>Reads a whole file.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="rules">The rules; empty when there is a fault.</param>
    /// <param name="faults">All that is wrong; empty when nothing is.</param>
    /// <returns><see langword="false"/> when there is a fault; no rule of such a file comes into force.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, out RuleSet rules, out IReadOnlyList<RegistryFault> faults)
    {
        var found = new List<RegistryFault>();
        faults = found;
        rules = RuleSet.Empty;
        if (!JsonTexts.TryParse(json.ToArray(), out var document, out var why))
        {
            found.Add(new RegistryFault("", why, IsWarning: false));
            return false;
        }

        using (document)
        {
            var file = new RuleFields(document.RootElement, "", found);
            var read = ReadFile(file, out var hasDefaults);
            rules = found.Count == 0 ? new RuleSet(read) { HasDefaults = hasDefaults } : RuleSet.Empty;
            return found.Count == 0;
        }
    }

    private static List<Rule> ReadFile(RuleFields file, out bool hasDefaults)
    {
        hasDefaults = file.Find("defaults") is { ValueKind: JsonValueKind.True };
        var rules = new List<Rule>();
        if (!file.IsObject)
        {
            return rules;
        }

        if (file.Find("rules") is not { ValueKind: JsonValueKind.Array } list)
        {
            file.RefuseKey("rules", "is missing or no list");
            return rules;
        }

        if (file.Find("defaults") is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
        {
            file.RefuseKey("defaults", "is neither true nor false");
        }

        file.RefuseOthers();
        var ids = new HashSet<string>();
        var index = 0;
        foreach (var json in list.EnumerateArray())
        {
            var fields = file.Nested(json, $"rules[{index++}]");
            if (!fields.IsObject)
            {
                continue;
            }

            var id = ReadId(fields, ids);
            if (ReadRule(fields, id) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return rules;
    }

    private static string ReadId(RuleFields fields, HashSet<string> ids)
    {
        var id = fields.Text("id", isRequired: true);
        if (id is not null && !IsId(id))
        {
            fields.RefuseKey("id", $"'{id}' is no id; allowed: 1 to {IdLengthMaximum} of A-Z a-z 0-9 . _ -, a letter or digit first");
        }
        else if (id is not null && !ids.Add(id))
        {
            fields.RefuseKey("id", $"'{id}' stands twice");
        }

        return id ?? "";
    }

    private static Rule? ReadRule(RuleFields fields, string id)
    {
        var points = ReadPoints(fields);
        return fields.Has("kind") ? QualityRuleReader.Read(fields, id, points) : ExposureRuleReader.Read(fields, id, points);
    }

    private static HashSet<string>? ReadPoints(RuleFields fields)
    {
        if (fields.Find("points") is not { } list)
        {
            return null;
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            fields.RefuseKey("points", "is no list of ids; allowed: ids of points, or \"*\" for all");
            return null;
        }

        var points = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var id = item.ValueKind == JsonValueKind.String ? item.GetString() : null;
            if (id is null || (id != "*" && !IsId(id)))
            {
                fields.RefuseKey($"points[{index}]", $"{item.GetRawText()} is no id of a point and not \"*\"");
            }
            else
            {
                points.Add(id);
            }

            index++;
        }

        return points.Contains("*") ? null : points;
    }

    private static bool IsId(string id) =>
        id.Length is > 0 and <= IdLengthMaximum
        && char.IsAsciiLetterOrDigit(id[0])
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
