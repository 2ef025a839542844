using System.Globalization;
using System.Text.Json;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Rules;

/// <summary>One JSON object of a rules file, read strictly: every key that is asked for is known, every other is a fault.</summary>
internal sealed class RuleFields
{
    private readonly JsonElement _json;
    private readonly List<RegistryFault> _faults;
    private readonly HashSet<string> _known = [];

    public RuleFields(JsonElement json, string path, List<RegistryFault> faults)
    {
        _json = json;
        _faults = faults;
        Path = path;
        IsObject = json.ValueKind == JsonValueKind.Object;
        if (!IsObject)
        {
            Refuse(path, "is no object");
        }
    }

    public string Path { get; }

    public bool IsObject { get; }

    /// <summary>The value of <paramref name="key"/>; null when it is absent or JSON null.</summary>
    public JsonElement? Find(string key)
    {
        _known.Add(key);
        return IsObject && _json.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    public bool Has(string key) => Find(key) is not null;

    public string? Text(string key, bool isRequired = false)
    {
        if (Find(key) is not { } value)
        {
            if (isRequired)
            {
                Refuse(At(key), "is missing");
            }

            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Refuse(At(key), "is no text");
        return null;
    }

    /// <summary>A number within <paramref name="least"/> and <paramref name="most"/>, or <paramref name="otherwise"/>.</summary>
    public decimal? Number(string key, decimal least, decimal most, decimal? otherwise = null)
    {
        if (Find(key) is not { } value)
        {
            return otherwise;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= least && number <= most)
        {
            return number;
        }

        var bounds = least == decimal.MinValue ? "" : string.Create(CultureInfo.InvariantCulture, $" from {least} to {most}");
        Refuse(At(key), $"{value.GetRawText()} is no number{bounds}");
        return otherwise;
    }

    /// <summary>A whole number within <paramref name="least"/> and <paramref name="most"/>, or null.</summary>
    public decimal? Whole(string key, decimal least, decimal most)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= least && number <= most && decimal.IsInteger(number))
        {
            return number;
        }

        Refuse(At(key), string.Create(CultureInfo.InvariantCulture, $"{value.GetRawText()} is no whole number from {least} to {most}"));
        return null;
    }

    /// <summary>A quantity's name.</summary>
    public Quantity? Quantity(string key, bool isRequired)
    {
        var allowed = $"allowed: {string.Join(", ", Quantities.All.Select(Quantities.NameOf))}";
        if (!Has(key))
        {
            if (isRequired)
            {
                Refuse(At(key), $"is missing; {allowed}");
            }

            return null;
        }

        if (Text(key) is not { } name)
        {
            return null;
        }

        if (Quantities.TryFind(name, out var quantity))
        {
            return quantity;
        }

        Refuse(At(key), $"'{name}' is no quantity; {allowed}");
        return null;
    }

    /// <summary>An ISO 8601 duration in ms of at least <paramref name="least"/>, or <paramref name="otherwise"/>.</summary>
    public long Duration(string key, long least, long otherwise)
    {
        if (Find(key) is not { } value)
        {
            return otherwise;
        }

        if (value.ValueKind == JsonValueKind.String && IsoDuration.TryParse(value.GetString(), out var milliseconds) && milliseconds >= least)
        {
            return milliseconds;
        }

        Refuse(At(key), $"{value.GetRawText()} is no ISO 8601 duration such as PT10M{(least > 0 ? ", above zero" : "")}");
        return otherwise;
    }

    /// <summary>An object inside this one, whose faults go to the same list.</summary>
    public RuleFields Nested(JsonElement json, string key) => new(json, At(key), _faults);

    public void Refuse(string path, string message) => _faults.Add(new RegistryFault(path, message, IsWarning: false));

    public void RefuseKey(string key, string message) => Refuse(At(key), message);

    public string At(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    /// <summary>Reports every key that nobody asked for, and every key that stands twice. Call it last.</summary>
    public void RefuseOthers()
    {
        if (!IsObject)
        {
            return;
        }

        var seen = new HashSet<string>();
        foreach (var property in _json.EnumerateObject())
        {
            if (!_known.Contains(property.Name))
            {
                Refuse(At(property.Name), $"is no key here; allowed: {string.Join(", ", _known)}");
            }
            else if (!seen.Add(property.Name))
            {
                Refuse(At(property.Name), "stands twice");
            }
        }
    }
}
