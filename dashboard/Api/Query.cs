using System.Globalization;
using DustWatch.Alerting;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Api;

/// <summary>Reads a request's query, noting every fault, so that an answer 400 names them all.</summary>
internal sealed class Query(HttpRequest request)
{
    // Sums with a time beyond these would leave the calendar.
    private static readonly Instant Earliest = new(0);
    private static readonly Instant Latest = Instant.From(new DateTimeOffset(2999, 12, 31, 0, 0, 0, TimeSpan.Zero));

    private readonly Dictionary<string, string[]> _faults = new(StringComparer.Ordinal);

    /// <summary>The answer to a faulty query, or null when it is right so far.</summary>
    public IResult? Problem => _faults.Count == 0 ? null : Problems.Invalid("The query is not right.", _faults);

    public string? Text(string key) => request.Query[key] is { Count: > 0 } values && values[0] is { Length: > 0 } text ? text : null;

    public void Fault(string key, string message) => _faults[key] = [message];

    public IReadOnlyList<string>? Texts(string key) =>
        Text(key) is { } text ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : null;

    public Instant? Time(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        // A '+' that was not encoded has become a space.
        if (Instant.TryParse(text.Replace(' ', '+'), out var instant) && instant >= Earliest && instant <= Latest)
        {
            return instant;
        }

        Fault(key, "must be a time such as 2026-03-03T00:25:00Z, from 1970 to 2999");
        return null;
    }

    public int WholeNumber(string key, int fallback, int minimum, int maximum)
    {
        if (Text(key) is not { } text)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum)
        {
            return number;
        }

        Fault(key, $"must be a whole number from {minimum} to {maximum}");
        return fallback;
    }

    public long? Duration(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (IsoDuration.TryParse(text, out var milliseconds) && milliseconds > 0)
        {
            return milliseconds;
        }

        Fault(key, "must be a duration such as PT1M");
        return null;
    }

    public long? Cursor(string key, string message = "must be the 'next' of the page before")
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var cursor))
        {
            return cursor;
        }

        Fault(key, message);
        return null;
    }

    public IReadOnlyList<Level>? Levels(string key)
    {
        var levels = new List<Level>();
        foreach (var name in Texts(key) ?? [])
        {
            if (AlertNames.TryReadLevel(name, out var level))
            {
                levels.Add(level);
            }
            else
            {
                Fault(key, $"'{name}' is no level: {string.Join(", ", Enum.GetValues<Level>().Select(l => l.NameOf()))}");
            }
        }

        return levels.Count == 0 ? null : levels;
    }

    public IReadOnlyList<string>? OneOrMoreOf(string key, params IReadOnlyList<string> allowed)
    {
        var texts = Texts(key);
        if (texts?.FirstOrDefault(t => !allowed.Contains(t)) is { } wrong)
        {
            Fault(key, $"'{wrong}' is none of {string.Join(", ", allowed)}");
        }

        return texts;
    }

    public Quantity? QuantityOf(string key)
    {
        if (Quantities.TryFind(Text(key), out var quantity))
        {
            return quantity;
        }

        Fault(key, $"must be one of {string.Join(", ", Quantities.All.Select(Quantities.NameOf))}");
        return null;
    }
}
