using System.Text.Json.Serialization;

namespace DustWatch.Benchmarks.Json;

/// <summary>What the serializer knows of <see cref="SerializedElement"/>.</summary>
[JsonSerializable(typeof(SerializedElement))]
[JsonSerializable(typeof(SerializedElement[]))]
internal sealed partial class SerializerContext : JsonSerializerContext;
