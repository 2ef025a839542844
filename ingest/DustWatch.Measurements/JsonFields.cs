using System.Globalization;
using System.Text.Json;

namespace DustWatch.Measurements;

/// <summary>Reads the keys of one JSON object, noting every fault with its place instead of stopping at the first.</summary>
internal readonly struct JsonFields(JsonElement json, string path, List<RegistryFault> faults)
{
    public JsonElement Json { get; } = json;

    public string Path { get; } = path;

    public void Fault(string key, string message) => faults.Add(new RegistryFault(PlaceOf(key), message, IsWarning: false));

    public void Warn(string key, string message) => faults.Add(new RegistryFault(PlaceOf(key), message, IsWarning: true));

    /// <summary>Warns of every key that is not in <paramref name="known"/>: it is kept, and means nothing.</summary>
    public void WarnOfUnknown(params ReadOnlySpan<string> known)
    {
        foreach (var property in Json.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                Warn(property.Name, "is not known and has no effect");
            }
        }
    }

    public string? OptionalText(string key)
    {
        if (!Json.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Fault(key, "must be a text");
        return null;
    }

    public string Text(string key)
    {
        var text = OptionalText(key);
        if (text is null && !Json.TryGetProperty(key, out _))
        {
            Fault(key, "is missing");
        }

        return text ?? "";
    }

    public int WholeNumber(string key, int fallback, int minimum, int maximum)
    {
        if (!Json.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return fallback;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= minimum && number <= maximum)
        {
            return number;
        }

        Fault(key, $"must be a whole number from {minimum} to {maximum}");
        return fallback;
    }

    public decimal? OptionalNumber(string key, decimal minimum, decimal maximum)
    {
        if (!Json.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= minimum && number <= maximum)
        {
            return number;
        }

        Fault(key, string.Create(CultureInfo.InvariantCulture, $"must be a number from {minimum} to {maximum}"));
        return null;
    }

    public IEnumerable<JsonElement> List(string key)
    {
        if (!Json.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            return value.EnumerateArray();
        }

        Fault(key, "must be a list");
        return [];
    }

    public IEnumerable<JsonProperty> Properties(string key)
    {
        if (!Json.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            return value.EnumerateObject();
        }

        Fault(key, "must be an object");
        return [];
    }

    public IReadOnlyList<string> Texts(string key)
    {
        var texts = new List<string>();
        foreach (var element in List(key))
        {
            if (element.ValueKind == JsonValueKind.String && element.GetString() is { } text)
            {
                texts.Add(text);
            }
            else
            {
                Fault(key, "must be a list of texts");
            }
        }

        return texts;
    }

    /// <summary>The objects of a list, each with the place that its id gives it.</summary>
    public IEnumerable<JsonFields> Objects(string key)
    {
        var at = 0;
        var objects = new List<JsonFields>();
        foreach (var element in List(key))
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                var id = element.TryGetProperty("id", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
                objects.Add(new JsonFields(element, $"{PlaceOf(key)}[{id ?? at.ToString(CultureInfo.InvariantCulture)}]", faults));
            }
            else
            {
                Fault($"{key}[{at}]", "must be an object");
            }

            at++;
        }

        return objects;
    }

    private string PlaceOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";
}
