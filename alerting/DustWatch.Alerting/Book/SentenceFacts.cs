using System.Globalization;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Book;

/// <summary>What both languages say of a transition: names, numbers and local times, as text.</summary>
internal sealed class SentenceFacts
{
    private const string CountUnit = "1";

    private readonly SiteCalendar? _calendar;

    public SentenceFacts(Transition transition, MonitoringPoint? point)
    {
        Transition = transition;
        _calendar = point is null || !SiteCalendar.IsZone(point.Calendar.Zone) ? null : new SiteCalendar(point.Calendar);
        Place = PlaceOf(transition, point);
        Rule = Plain(transition.Rule);
        Shift = transition.Shift is null ? null : Plain(transition.Shift);
        (Value, Limit) = Numbers(transition);
        Zone = ZoneAt(transition.Window.End);
    }

    public Transition Transition { get; }

    /// <summary>Workshop and post, or the point's id.</summary>
    public string Place { get; }

    public string Rule { get; }

    public string? Shift { get; }

    /// <summary>With its unit, but for counts; null when there is none.</summary>
    public string? Value { get; }

    /// <summary>With its unit, but for counts; null when there is none.</summary>
    public string? Limit { get; }

    /// <summary>Such as <c>UTC+8</c>.</summary>
    public string Zone { get; }

    public bool IsCount => Transition.Unit == CountUnit;

    /// <summary>Peak exposures exceed what is allowed although there are not too many: one lasted too long, or began too soon after the one before.</summary>
    public bool IsRunItself => IsCount && Transition.To == Level.Exceeded && Transition.Value <= Transition.Limit;

    /// <summary>Of those the first of the window: no other was before it, so that it lasted too long.</summary>
    public bool IsFirstRunTooLong => IsRunItself && Transition.Value <= 1;

    public bool IsDose => Transition.Unit == "%" && Transition.Quantity is { } quantity && Quantities.IsDecibel(quantity);

    /// <summary>The level that the numbers belong to: the higher of the two.</summary>
    public Level Higher => Transition.Higher;

    public TimeSpan Silence => TimeSpan.FromMilliseconds(Transition.Window.Milliseconds);

    public DateTime Local(Instant instant) => instant.Plus(_calendar?.OffsetMilliseconds(instant) ?? 0).ToDateTimeOffset().DateTime;

    /// <summary>Time of day; with seconds only where there are some.</summary>
    public static string TimeOfDay(DateTime local) =>
        local.ToString(local.TimeOfDay.Ticks % TimeSpan.TicksPerMinute == 0 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture);

    private static string PlaceOf(Transition transition, MonitoringPoint? point)
    {
        var names = point is null ? [] : new[] { point.Workshop, point.Post }.Where(name => !string.IsNullOrWhiteSpace(name)).Select(Plain).ToArray();
        return names.Length == 0 ? Plain(transition.Point) : string.Join(' ', names);
    }

    private static (string? Value, string? Limit) Numbers(Transition transition)
    {
        var isLevel = transition.Unit is { } unit && unit.StartsWith("dB", StringComparison.Ordinal);
        return (transition.Value, transition.Limit) switch
        {
            ({ } value, { } limit) when PeopleNumbers.Pair(value, limit, isLevel) is var pair => (WithUnit(pair.Value, transition), WithUnit(pair.Limit, transition)),
            ({ } value, null) => (WithUnit(PeopleNumbers.Single(value, isLevel), transition), null),
            (null, { } limit) => (null, WithUnit(PeopleNumbers.Single(limit, isLevel), transition)),
            _ => (null, null),
        };
    }

    private static string WithUnit(string number, Transition transition) => transition.Unit switch
    {
        null or CountUnit => number,
        "%" => number + "%",
        "mg/m3" => number + " mg/m³",
        var unit => $"{number} {unit}",
    };

    private static string Plain(string name) =>
        string.Create(name.Length, name, static (text, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                text[i] = source[i] switch { '<' => '‹', '>' => '›', var c when char.IsControl(c) => ' ', var c => c };
            }
        });

    private string ZoneAt(Instant instant)
    {
        var offset = TimeSpan.FromMilliseconds(_calendar?.OffsetMilliseconds(instant) ?? 0);
        var minutes = offset.Minutes == 0 ? string.Empty : $":{Math.Abs(offset.Minutes):00}";
        return offset == TimeSpan.Zero ? "UTC" : $"UTC{(offset < TimeSpan.Zero ? '-' : '+')}{Math.Abs(offset.Hours)}{minutes}";
    }
}
