using System.Text.Json;
using System.Text.Json.Serialization;

namespace DustWatch.Dashboard.Contracts;

/// <summary>An enumeration by the names that the contract gives its members.</summary>
internal sealed class NamedJsonConverter<T>(Func<T, string> nameOf) : JsonConverter<T>
    where T : struct, Enum
{
    private readonly Dictionary<string, T> _values = Enum.GetValues<T>().ToDictionary(nameOf, StringComparer.Ordinal);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        _values.TryGetValue(reader.GetString() ?? "", out var value) ? value : throw new JsonException($"It must be one of {string.Join(", ", _values.Keys)}.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(nameOf(value));
}
