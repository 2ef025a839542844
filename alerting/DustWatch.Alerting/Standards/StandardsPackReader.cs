using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Standards;

/// <summary>Reads a pack of schema 1. Packs are part of the program: a fault in one is our own mistake.</summary>
internal static class StandardsPackReader
{
    private const int Schema = 1;

    public static StandardsPack Read(Stream stream)
    {
        using var document = JsonDocument.Parse(stream);
        var json = document.RootElement;
        if (json.GetProperty("schema").GetInt32() != Schema)
        {
            throw new UnreachableException("A pack of another schema.");
        }

        var standard = Text(json, "standard");
        var edition = Text(json, "edition");
        var effective = DateOnly.ParseExact(Text(json, "effective"), "yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new StandardsPack(
            Text(json, "id"),
            standard,
            edition,
            Text(json, "title"),
            json.GetProperty("jurisdiction").GetString(),
            effective,
            [.. json.GetProperty("rules").EnumerateArray().Select(rule => ReadRule(rule, standard))],
            [.. json.GetProperty("limits").EnumerateArray().Select(limit => ReadLimit(limit, standard, edition, effective))]);
    }

    private static ExposureLimit ReadLimit(JsonElement json, string standard, string edition, DateOnly effective)
    {
        var quantity = ReadQuantity(json);
        if (Text(json, "unit") != Quantities.Of(quantity).Unit)
        {
            throw new UnreachableException($"A limit of {quantity} in another unit.");
        }

        return new ExposureLimit(
            Text(json, "agent"),
            Text(json, "name"),
            quantity,
            json.GetProperty("limit").GetDecimal(),
            standard,
            edition,
            effective,
            Text(json, "clause"),
            Text(json, "mark"),
            Text(json, "source"),
            json.TryGetProperty("note", out var note) ? note.GetString() : null);
    }

    private static Rule ReadRule(JsonElement json, string standard)
    {
        if (json.TryGetProperty("kind", out var kind))
        {
            Debug.Assert(kind.GetString() == "offline", "Packs of schema 1 have one kind of rule without a quantity.");
            var isRead = IsoDuration.TryParse(Text(json, "after"), out var after);
            Debug.Assert(isRead, "A pack's durations are ISO 8601.");
            return new Rule(Text(json, "id"), RuleKind.Offline, null, null, default, default, [], AfterMilliseconds: after, Clause: ClauseOf(json, standard));
        }

        return new Rule(
            Text(json, "id"),
            RuleKind.Exposure,
            ReadQuantity(json),
            Points: null,
            new RuleWindow(WindowKind.Shift),
            Text(json, "aggregate") == "lex8h" ? Aggregate.Lex8h : Aggregate.Twa8h,
            [.. json.GetProperty("levels").EnumerateArray().Select(level => ReadLevel(level, standard))]);
    }

    private static RuleLevel ReadLevel(JsonElement json, string standard)
    {
        var isLevel = AlertNames.TryReadLevel(Text(json, "level"), out var level);
        Debug.Assert(isLevel, "A pack's levels are spelled as on every wire.");
        return new RuleLevel(
            level,
            Above: json.TryGetProperty("above", out var above) ? above.GetDecimal() : null,
            Times: json.TryGetProperty("times", out var times) ? times.GetDecimal() : null,
            ForMilliseconds: level == Level.Projected ? RuleLevel.DefaultProjectedForMilliseconds : 0,
            Clause: ClauseOf(json, standard));
    }

    private static string ClauseOf(JsonElement json, string standard) => $"{standard} {Text(json, "clause")}".TrimEnd();

    private static Quantity ReadQuantity(JsonElement json) =>
        Quantities.TryFind(Text(json, "quantity"), out var quantity) ? quantity : throw new UnreachableException("A pack names an unknown quantity.");

    private static string Text(JsonElement json, string key) =>
        json.GetProperty(key).GetString() ?? throw new UnreachableException($"A pack's {key} is null.");
}
