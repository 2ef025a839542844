using System.Globalization;
using System.Numerics;
using System.Text.Json;
using DustWatch.Measurements;

namespace DustWatch.Tests.Ingest;

/// <summary>The contract's JSON, read slowly and plainly by way of a document, to check the decoder against. Says what it found as text.</summary>
internal static class ReferenceJsonDecoder
{
    private const long TimeMaximum = 253_402_300_799_999;
    private const long TimeMinimum = -62_135_596_800_000;

    public static List<string> Decode(byte[] payload, Instant arrival, Func<string, Quantity?> find, IReadOnlyDictionary<Quantity, long> ranges)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = 8 });
        }
        catch (JsonException)
        {
            return ["malformed"];
        }

        using (document)
        {
            var root = document.RootElement;
            JsonElement[] elements = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : [root];
            return elements.Length == 0 ? ["malformed"] : [.. elements.SelectMany(e => Element(e, arrival, find, ranges))];
        }
    }

    private static List<string> Element(JsonElement element, Instant arrival, Func<string, Quantity?> find, IReadOnlyDictionary<Quantity, long> ranges)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return ["malformed"];
        }

        var members = element.EnumerateObject().Select(p => (Name: Name(p), p.Value)).ToList();
        var reserved = members.Where(m => m.Name is "ts" or "flag" or "values").ToLookup(m => m.Name, m => m.Value);
        if (reserved.Any(r => r.Count() > 1 || !IsGood(r.Key, r.First())))
        {
            return ["malformed"];
        }

        var values = members.SelectMany(m => m.Name switch
        {
            "values" => m.Value.EnumerateObject().Select(p => (Name(p), p.Value)),
            "ts" or "flag" => [],
            _ => [(m.Name, m.Value)],
        }).ToList();
        if (values.Count == 0)
        {
            return ["malformed"];
        }

        var time = reserved["ts"].Any() ? new Instant(reserved["ts"].First().GetInt64()) : arrival;
        var flag = reserved["flag"].Any() ? reserved["flag"].First().GetString() : "";
        var found = values.Select(v => Value(v.Item1, v.Value, flag is null or "" ? "N" : flag, find, ranges)).ToList();
        if (time - arrival <= 300_000 && arrival - time <= 8L * 24 * 3600 * 1000)
        {
            return [.. found.Select(f => f.Contains('=', StringComparison.Ordinal) ? $"{f}@{time - arrival}" : f)];
        }

        var reason = time > arrival ? "future" : "past";
        return [.. found.Select(f => f.Contains('=', StringComparison.Ordinal) ? $"{reason} {f}@{time - arrival}" : f)];
    }

    private static bool IsGood(string name, JsonElement value) => name switch
    {
        "ts" => value.ValueKind == JsonValueKind.Number && long.TryParse(value.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms) && ms is >= TimeMinimum and <= TimeMaximum,
        "flag" => value.ValueKind == JsonValueKind.String && Text(value) is "" or "N" or "T" or "M" or "C" or "D" or "F" or "S" or "B",
        _ => value.ValueKind == JsonValueKind.Object,
    };

    private static string Value(string name, JsonElement value, string flag, Func<string, Quantity?> find, IReadOnlyDictionary<Quantity, long> ranges)
    {
        if (find(name) is not { } quantity)
        {
            return "unknown-quantity";
        }

        if (value.ValueKind != JsonValueKind.Number)
        {
            return "not-a-number";
        }

        var traits = Quantities.Of(quantity);
        var scaled = Round(value.GetRawText(), traits.Decimals);
        return scaled < traits.Minimum || scaled > traits.Maximum ? "out-of-range"
            : $"{traits.Name}={scaled}{(flag == "N" && ranges.TryGetValue(quantity, out var top) && scaled > top ? "T" : flag)}";
    }

    /// <summary>digits · 10^exponent as a fraction of whole numbers, rounded half to even.</summary>
    private static BigInteger Round(string number, int decimals)
    {
        var parts = number.Split('e', 'E');
        var mantissa = parts[0].Split('.');
        var power = parts.Length > 1 ? (int)BigInteger.Clamp(BigInteger.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), -400, 400) : 0;
        var exponent = decimals - (mantissa.Length > 1 ? mantissa[1].Length : 0) + power;
        var digits = BigInteger.Parse(string.Concat(mantissa), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent >= 0)
        {
            return digits * BigInteger.Pow(10, exponent);
        }

        var divisor = BigInteger.Pow(10, -exponent);
        var quotient = BigInteger.DivRem(BigInteger.Abs(digits), divisor, out var rest);
        var isUp = (rest * 2).CompareTo(divisor) is var order && (order > 0 || (order == 0 && !quotient.IsEven));
        return digits.Sign * (quotient + (isUp ? 1 : 0));
    }

    private static string Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "\\";
        }
    }

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return "\\";
        }
    }
}
