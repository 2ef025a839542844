using System.Text.Json;
using System.Text.Json.Serialization;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>Instants as RFC 3339 UTC with milliseconds.</summary>
internal sealed class InstantJsonConverter : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Instant.TryParse(reader.GetString(), out var instant) ? instant : throw new JsonException("A time must be RFC 3339.");

    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
