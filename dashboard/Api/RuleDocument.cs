using System.Buffers;
using System.Text.Json;

namespace DustWatch.Dashboard.Api;

/// <summary>A rules file with one rule put in or taken out. Every other rule stays as it was written.</summary>
internal static class RuleDocument
{
    /// <summary>With nobody's rules yet: the default ones hold beside the first.</summary>
    private static ReadOnlyMemory<byte> Nothing => """{"defaults":true,"rules":[]}"""u8.ToArray();

    /// <summary>The file with <paramref name="rule"/> in the place of the one with its id, or at the end.</summary>
    /// <param name="current">A rules file that holds, UTF-8; empty for the default rules.</param>
    /// <param name="id">Its id, which the file gets whatever the rule says.</param>
    /// <param name="rule">An object.</param>
    /// <param name="index">Its place among the file's rules.</param>
    public static byte[] Put(ReadOnlyMemory<byte> current, string id, JsonElement rule, out int index)
    {
        var rules = RulesOf(current, out var hasDefaults);
        index = rules.FindIndex(r => IdOf(r) == id);
        if (index < 0)
        {
            index = rules.Count;
            rules.Add(rule);
        }

        rules[index] = WithId(rule, id);
        return Write(rules, hasDefaults);
    }

    /// <summary>The file without a rule; null when it has none with this id.</summary>
    public static byte[]? Remove(ReadOnlyMemory<byte> current, string id)
    {
        var rules = RulesOf(current, out var hasDefaults);
        return rules.RemoveAll(rule => IdOf(rule) == id) > 0 ? Write(rules, hasDefaults) : null;
    }

    /// <summary>Ids of the rules that two files do not have alike, in the order of the second.</summary>
    public static IReadOnlyList<string> Changed(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        var (old, now) = (RulesOf(before, out _), RulesOf(after, out _));
        return
        [
            .. now.Where(rule => !old.Exists(o => IdOf(o) == IdOf(rule) && JsonElement.DeepEquals(o, rule))).Select(IdOf),
            .. old.Where(rule => !now.Exists(n => IdOf(n) == IdOf(rule))).Select(IdOf),
        ];
    }

    private static string IdOf(JsonElement rule) => rule.GetProperty("id").GetString() ?? "";

    private static List<JsonElement> RulesOf(ReadOnlyMemory<byte> json, out bool hasDefaults)
    {
        using var document = JsonDocument.Parse(json.IsEmpty ? Nothing : json);
        hasDefaults = document.RootElement.TryGetProperty("defaults", out var stated) && stated.ValueKind == JsonValueKind.True;
        return [.. document.RootElement.GetProperty("rules").EnumerateArray().Select(rule => rule.Clone())];
    }

    private static JsonElement WithId(JsonElement rule, string id)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            foreach (var property in rule.EnumerateObject().Where(p => p.Name != "id"))
            {
                property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(json.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static byte[] Write(List<JsonElement> rules, bool hasDefaults)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            if (hasDefaults)
            {
                writer.WriteBoolean("defaults", true);
            }

            writer.WriteStartArray("rules");
            rules.ForEach(rule => rule.WriteTo(writer));
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return json.WrittenSpan.ToArray();
    }
}
