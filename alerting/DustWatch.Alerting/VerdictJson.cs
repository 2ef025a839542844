using System.Buffers;
using System.Text.Json;
using DustWatch.Measurements;
using static DustWatch.Alerting.JsonParts;

namespace DustWatch.Alerting;

/// <summary>One verdict as one JSON object: keys in one order, numbers in shortest round-trip form, null where there is nothing.</summary>
public static class VerdictJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes <paramref name="verdict"/> without a line end.</summary>
    /// <param name="verdict">What to write.</param>
    /// <param name="output">UTF-8 goes here.</param>
    /// <param name="withRevision"><see langword="false"/> leaves the key <c>revision</c> out, as outcomes do.</param>
    public static void Write(Verdict verdict, IBufferWriter<byte> output, bool withRevision = true)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartObject();
        writer.WriteString("point", verdict.Point);
        writer.WriteString("rule", verdict.Rule);
        writer.WriteString("quantity", Quantities.NameOf(verdict.Quantity));
        writer.WriteStartObject("window");
        writer.WriteString("start", verdict.Window.Start.ToString());
        writer.WriteString("end", verdict.Window.End.ToString());
        writer.WriteEndObject();
        writer.WriteString("shift", verdict.Shift);
        writer.WriteString("verdict", verdict.Kind.NameOf());
        writer.WriteBoolean("certain", verdict.IsCertain);
        WriteNumber(writer, "value", verdict.Value);
        writer.WriteString("unit", verdict.Unit);
        WriteNumber(writer, "low", verdict.Low);
        WriteNumber(writer, "high", verdict.High);
        WriteNumber(writer, "estimate", verdict.Estimate);
        writer.WriteNumber("limit", verdict.Limit);
        writer.WriteNumber("coverage", verdict.Coverage);
        writer.WriteBoolean("censored", verdict.IsCensored);
        writer.WriteBoolean("uncorrected", verdict.IsUncorrected);
        if (withRevision)
        {
            writer.WriteNumber("revision", verdict.Revision);
        }

        writer.WriteString("clause", verdict.Clause);
        writer.WriteEndObject();
    }

    /// <summary>Reads back what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is not such an object.</exception>
    public static Verdict Read(JsonElement json)
    {
        var window = json.GetProperty("window");
        return new Verdict(
            Text(json, "point") ?? throw new JsonException("point"),
            Text(json, "rule") ?? throw new JsonException("rule"),
            Quantities.TryFind(Text(json, "quantity"), out var quantity) ? quantity : throw new JsonException("quantity"),
            new Interval(ReadInstant(window, "start"), ReadInstant(window, "end")),
            Text(json, "shift"),
            AlertNames.TryReadVerdict(Text(json, "verdict"), out var kind) ? kind : throw new JsonException("verdict"),
            json.GetProperty("certain").GetBoolean(),
            Number(json, "value"),
            Text(json, "unit") ?? throw new JsonException("unit"),
            Number(json, "low"),
            Number(json, "high"),
            Number(json, "estimate"),
            json.GetProperty("limit").GetDouble(),
            json.GetProperty("coverage").GetDouble(),
            json.GetProperty("censored").GetBoolean(),
            json.GetProperty("uncorrected").GetBoolean(),
            json.TryGetProperty("revision", out var revision) ? revision.GetInt32() : 0,
            Text(json, "clause"));
    }
}
