using System.Text.Json;
using System.Text.Json.Nodes;

namespace DustWatch.Measurements;

/// <summary>
/// The registry as JSON. Importing a file puts each of its elements in the place of the one with the same id, or at the end: so the index of a point
/// in <c>points</c>, which is its number, never changes.
/// </summary>
public static class RegistryDocument
{
    private static readonly string[] Sections = ["districts", "calendars", "enterprises", "points", "devices"];

    private static readonly JsonSerializerOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The registry <paramref name="current"/> after importing <paramref name="import"/>.</summary>
    /// <param name="current">UTF-8 JSON that <see cref="RegistryReader"/> takes; empty for none.</param>
    /// <param name="import">UTF-8 JSON of any content.</param>
    /// <param name="merged">UTF-8 JSON, for <see cref="RegistryReader"/> to check.</param>
    /// <param name="fault">Why <paramref name="import"/> cannot be merged: it is no JSON object of arrays of objects, or an id stands twice in it.</param>
    public static bool TryMerge(ReadOnlySpan<byte> current, ReadOnlySpan<byte> import, out byte[] merged, out RegistryFault? fault)
    {
        merged = [];
        if (!TryParse(import, out var addition, out fault) || addition is null)
        {
            return false;
        }

        var result = current.IsEmpty ? [] : JsonNode.Parse(current)?.AsObject() ?? [];
        foreach (var section in Sections)
        {
            if (result[section] is not JsonArray elements)
            {
                result[section] = elements = [];
            }

            if (!TryMergeSection(elements, addition[section], section, out fault))
            {
                return false;
            }
        }

        merged = JsonSerializer.SerializeToUtf8Bytes(result, Options);
        return true;
    }

    private static bool TryMergeSection(JsonArray elements, JsonNode? additions, string section, out RegistryFault? fault)
    {
        fault = null;
        if (additions is null)
        {
            return true;
        }

        if (additions is not JsonArray list)
        {
            fault = new RegistryFault(section, "must be a list", IsWarning: false);
            return false;
        }

        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < elements.Count; i++)
        {
            places[IdOf(elements[i]) ?? ""] = i;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            if (IdOf(list[i]) is not { } id)
            {
                fault = new RegistryFault($"{section}[{i}].id", "is missing: letters, digits, '.', '_' and '-', at most 64", IsWarning: false);
                return false;
            }

            if (!seen.Add(id))
            {
                fault = new RegistryFault($"{section}[{id}]", "stands twice in the file", IsWarning: false);
                return false;
            }

            var copy = list[i]?.DeepClone();
            if (places.TryGetValue(id, out var place))
            {
                elements[place] = copy;
            }
            else
            {
                elements.Add(copy);
            }
        }

        return true;
    }

    private static bool TryParse(ReadOnlySpan<byte> json, out JsonObject? document, out RegistryFault? fault)
    {
        document = null;
        fault = null;
        if (!JsonTexts.TryParse(json.ToArray(), out var parsed, out var why))
        {
            fault = new RegistryFault("$", why, IsWarning: false);
            return false;
        }

        parsed.Dispose();
        try
        {
            document = JsonNode.Parse(json) as JsonObject;
            _ = document?.Count;
            fault = document is null ? new RegistryFault("$", "must be a JSON object", IsWarning: false) : null;
        }
        catch (ArgumentException exception)
        {
            document = null;
            fault = new RegistryFault("$", $"names a key twice: {exception.Message}", IsWarning: false);
        }

        return fault is null;
    }

    private static string? IdOf(JsonNode? element) =>
        element is JsonObject fields && fields["id"] is JsonValue value && value.TryGetValue<string>(out var id) ? id : null;
}
