using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using DustWatch.Measurements;
using static DustWatch.Alerting.JsonParts;

namespace DustWatch.Alerting;

/// <summary>One transition as one JSON object: keys in the contract's order, numbers in shortest round-trip form, null where there is nothing.</summary>
public static class TransitionJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes <paramref name="transition"/> without a line end.</summary>
    /// <param name="transition">What to write.</param>
    /// <param name="output">UTF-8 goes here.</param>
    /// <param name="withRevision"><see langword="false"/> leaves the key <c>revision</c> out, as outcomes do.</param>
    public static void Write(Transition transition, IBufferWriter<byte> output, bool withRevision = true)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        Write(transition, writer, withRevision);
    }

    /// <summary>Writes <paramref name="transition"/> as the value that <paramref name="writer"/> expects next.</summary>
    public static void Write(Transition transition, Utf8JsonWriter writer, bool withRevision = true)
    {
        writer.WriteStartObject();
        writer.WriteString("point", transition.Point);
        writer.WriteString("rule", transition.Rule);
        writer.WriteString("episode", transition.Episode);
        writer.WriteString("quantity", transition.Quantity is { } quantity ? Quantities.NameOf(quantity) : null);
        writer.WriteString("from", transition.From.NameOf());
        writer.WriteString("to", transition.To.NameOf());
        writer.WriteString("at", transition.At.ToString());
        writer.WriteNumber("n", transition.N);
        writer.WriteString("reason", transition.Reason.NameOf());
        WriteNumber(writer, "value", transition.Value);
        writer.WriteString("unit", transition.Unit);
        WriteNumber(writer, "low", transition.Low);
        WriteNumber(writer, "high", transition.High);
        WriteNumber(writer, "limit", transition.Limit);
        writer.WriteStartObject("window");
        writer.WriteString("start", transition.Window.Start.ToString());
        writer.WriteString("end", transition.Window.End.ToString());
        writer.WriteEndObject();
        WriteNumber(writer, "coverage", transition.Coverage);
        WritePeak(writer, transition.Peak);
        writer.WriteString("shift", transition.Shift);
        writer.WriteBoolean("censored", transition.IsCensored);
        writer.WriteBoolean("uncorrected", transition.IsUncorrected);
        writer.WriteBoolean("flapping", transition.IsFlapping);
        if (withRevision)
        {
            writer.WriteNumber("revision", transition.Revision);
        }

        writer.WriteString("clause", transition.Clause);
        writer.WriteEndObject();
    }

    /// <summary>Reads back what <see cref="Write(Transition, IBufferWriter{byte}, bool)"/> wrote.</summary>
    /// <exception cref="JsonException">It is not such an object.</exception>
    [SuppressMessage("Maintainability", "CA1506", Justification = "One key after the other.")]
    public static Transition Read(JsonElement json)
    {
        var window = json.GetProperty("window");
        return new Transition(
            Text(json, "point") ?? throw new JsonException("point"),
            Text(json, "rule") ?? throw new JsonException("rule"),
            Text(json, "episode") ?? throw new JsonException("episode"),
            Quantities.TryFind(Text(json, "quantity"), out var quantity) ? quantity : null,
            ReadLevel(json, "from"),
            ReadLevel(json, "to"),
            ReadInstant(json, "at"),
            json.GetProperty("n").GetInt32(),
            AlertNames.TryReadReason(Text(json, "reason"), out var reason) ? reason : throw new JsonException("reason"),
            Number(json, "value"),
            Text(json, "unit"),
            Number(json, "low"),
            Number(json, "high"),
            Number(json, "limit"),
            new Interval(ReadInstant(window, "start"), ReadInstant(window, "end")),
            Number(json, "coverage"),
            json.GetProperty("peak") is { ValueKind: JsonValueKind.Object } peak ? new Peak(ReadInstant(peak, "t"), peak.GetProperty("x").GetDouble()) : null,
            Text(json, "shift"),
            json.GetProperty("censored").GetBoolean(),
            json.GetProperty("uncorrected").GetBoolean(),
            json.GetProperty("flapping").GetBoolean(),
            json.TryGetProperty("revision", out var revision) ? revision.GetInt32() : 0,
            Text(json, "clause"));
    }

    private static void WritePeak(Utf8JsonWriter writer, Peak? peak)
    {
        if (peak is not { } highest)
        {
            writer.WriteNull("peak");
            return;
        }

        writer.WriteStartObject("peak");
        writer.WriteString("t", highest.Time.ToString());
        writer.WriteNumber("x", highest.Value);
        writer.WriteEndObject();
    }

    private static Level ReadLevel(JsonElement json, string name) =>
        AlertNames.TryReadLevel(Text(json, name), out var level) ? level : throw new JsonException(name);
}
