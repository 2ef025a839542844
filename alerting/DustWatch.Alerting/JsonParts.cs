using System.Text.Json;
using DustWatch.Measurements;

namespace DustWatch.Alerting;

/// <summary>The parts that transitions, verdicts and alerts are written with and read from.</summary>
internal static class JsonParts
{
    public static void WriteNumber(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    public static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    public static double? Number(JsonElement json, string name) =>
        json.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    public static Instant ReadInstant(JsonElement json, string name) =>
        Instant.TryParse(Text(json, name), out var instant) ? instant : throw new JsonException(name);
}
