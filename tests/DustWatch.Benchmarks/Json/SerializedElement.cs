using System.Text.Json.Serialization;

namespace DustWatch.Benchmarks.Json;

/// <summary>An element as an object, with the quantities that the suite sends.</summary>
internal sealed record SerializedElement(
    [property: JsonPropertyName("ts")] long? Time,
    [property: JsonPropertyName("flag")] string? Flag,
    [property: JsonPropertyName("values")] SerializedElement? Values,
    [property: JsonPropertyName("dust_respirable")] decimal? DustRespirable,
    [property: JsonPropertyName("noise_laeq")] decimal? NoiseLaeq);
