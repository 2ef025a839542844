using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using DustWatch.Measurements;
using static DustWatch.Alerting.JsonParts;

namespace DustWatch.Alerting.Book;

/// <summary>
/// One alert as one JSON object: the contract's keys in the contract's order, null where there is nothing, then <c>quantity</c>, <c>window</c>,
/// <c>peak</c>, <c>shift</c>, <c>reason</c>, <c>acknowledgedLevel</c>.
/// </summary>
public static class AlertJson
{
    // It is written as application/json or into a file, never into a page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes <paramref name="alert"/> without a line end, as UTF-8.</summary>
    public static void Write(Alert alert, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        Write(alert, writer);
    }

    /// <summary>Writes <paramref name="alert"/> as the value that <paramref name="writer"/> expects next.</summary>
    public static void Write(Alert alert, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", alert.Id);
        writer.WriteNumber("seq", alert.Seq);
        writer.WriteString("point", alert.Point);
        writer.WriteString("enterprise", alert.Enterprise);
        writer.WriteString("district", alert.District);
        writer.WriteString("rule", alert.Rule);
        writer.WriteString("level", alert.Level.NameOf());
        writer.WriteBoolean("active", alert.IsActive);
        writer.WriteBoolean("acknowledged", alert.IsAcknowledged);
        writer.WriteBoolean("stale", alert.IsStale);
        writer.WriteString("state", alert.State);
        writer.WriteString("case", alert.Case.NameOf());
        writer.WriteString("since", alert.Since.ToString());
        writer.WriteString("until", alert.Until?.ToString());
        WriteNumber(writer, "value", alert.Value);
        writer.WriteString("unit", alert.Unit);
        WriteNumber(writer, "limit", alert.Limit);
        WriteNumber(writer, "coverage", alert.Coverage);
        WriteProjection(writer, alert.Projection);
        writer.WriteStartObject("sentence");
        writer.WriteString("zh", alert.Sentence.Zh);
        writer.WriteString("en", alert.Sentence.En);
        writer.WriteEndObject();
        writer.WriteString("clause", alert.Clause);
        writer.WriteString("assignee", alert.Assignee);
        writer.WriteString("episode", alert.Episode);
        writer.WriteNumber("revision", alert.Revision);
        writer.WriteString("previous", alert.Previous);
        WriteMore(writer, alert);
        writer.WriteEndObject();
    }

    /// <summary>Reads back what <see cref="Write(Alert, IBufferWriter{byte})"/> wrote.</summary>
    /// <exception cref="JsonException">It is not such an object.</exception>
    [SuppressMessage("Maintainability", "CA1506", Justification = "One key after the other.")]
    public static Alert Read(JsonElement json)
    {
        var (window, sentence) = (json.GetProperty("window"), json.GetProperty("sentence"));
        return new Alert(
            Required(json, "id"),
            json.GetProperty("seq").GetInt64(),
            Required(json, "point"),
            Required(json, "enterprise"),
            Text(json, "district"),
            Required(json, "rule"),
            Quantities.TryFind(Text(json, "quantity"), out var quantity) ? quantity : null,
            ReadLevel(json, "level") ?? throw new JsonException("level"),
            json.GetProperty("active").GetBoolean(),
            json.GetProperty("acknowledged").GetBoolean(),
            json.GetProperty("stale").GetBoolean(),
            CaseStates.TryRead(Text(json, "case"), out var state) ? state : throw new JsonException("case"),
            ReadInstant(json, "since"),
            Text(json, "until") is null ? null : ReadInstant(json, "until"),
            Number(json, "value"),
            Text(json, "unit"),
            Number(json, "limit"),
            Number(json, "coverage"),
            new Interval(ReadInstant(window, "start"), ReadInstant(window, "end")),
            json.GetProperty("peak") is { ValueKind: JsonValueKind.Object } peak ? new Peak(ReadInstant(peak, "t"), peak.GetProperty("x").GetDouble()) : null,
            Text(json, "shift"),
            AlertNames.TryReadReason(Text(json, "reason"), out var reason) ? reason : throw new JsonException("reason"),
            new Sentence(Required(sentence, "zh"), Required(sentence, "en")),
            Text(json, "clause"),
            Text(json, "assignee"),
            Required(json, "episode"),
            json.GetProperty("revision").GetInt32(),
            Text(json, "previous"))
        {
            Projection = ReadProjection(json.GetProperty("projection")),
            AcknowledgedLevel = ReadLevel(json, "acknowledgedLevel"),
        };
    }

    private static void WriteMore(Utf8JsonWriter writer, Alert alert)
    {
        writer.WriteString("quantity", alert.Quantity is { } quantity ? Quantities.NameOf(quantity) : null);
        writer.WriteStartObject("window");
        writer.WriteString("start", alert.Window.Start.ToString());
        writer.WriteString("end", alert.Window.End.ToString());
        writer.WriteEndObject();
        if (alert.Peak is { } peak)
        {
            writer.WriteStartObject("peak");
            writer.WriteString("t", peak.Time.ToString());
            writer.WriteNumber("x", peak.Value);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("peak");
        }

        writer.WriteString("shift", alert.Shift);
        writer.WriteString("reason", alert.Reason.NameOf());
        writer.WriteString("acknowledgedLevel", alert.AcknowledgedLevel?.NameOf());
    }

    private static void WriteProjection(Utf8JsonWriter writer, Projection? projection)
    {
        if (projection is null)
        {
            writer.WriteNull("projection");
            return;
        }

        writer.WriteStartObject("projection");
        WriteNumber(writer, "atEnd", projection.AtEnd);
        writer.WriteString("exceedsAt", projection.ExceedsAt?.ToString());
        WriteNumber(writer, "mayStillBe", projection.MayStillBe);
        writer.WriteEndObject();
    }

    private static Projection? ReadProjection(JsonElement json) => json.ValueKind == JsonValueKind.Object
        ? new Projection(Number(json, "atEnd"), Text(json, "exceedsAt") is null ? null : ReadInstant(json, "exceedsAt"), Number(json, "mayStillBe"))
        : null;

    private static string Required(JsonElement json, string name) => Text(json, name) ?? throw new JsonException(name);

    private static Level? ReadLevel(JsonElement json, string name) =>
        Text(json, name) is not { } text ? null : AlertNames.TryReadLevel(text, out var level) ? level : throw new JsonException(name);
}
