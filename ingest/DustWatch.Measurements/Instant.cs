using System.Globalization;

namespace DustWatch.Measurements;

/// <summary>A moment of event time or server time: whole milliseconds since 1970-01-01T00:00:00Z, UTC, without leap seconds.</summary>
/// <param name="Milliseconds">ms since the Unix epoch.</param>
public readonly record struct Instant(long Milliseconds) : IComparable<Instant>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Before everything that can be observed; stands for "never yet".</summary>
    public static readonly Instant Never = new(long.MinValue);

    /// <summary>The instant of <paramref name="time"/>, cut to whole milliseconds.</summary>
    public static Instant From(DateTimeOffset time) => new(time.ToUnixTimeMilliseconds());

    /// <summary>What <paramref name="clock"/> shows now. Edges call it; the core is given its instants.</summary>
    public static Instant Now(TimeProvider clock) => From(clock.GetUtcNow());

    /// <summary>Reads RFC 3339 with any offset; <see langword="false"/> when <paramref name="text"/> is no such time.</summary>
    public static bool TryParse(string? text, out Instant instant)
    {
        var read = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        instant = read ? From(time) : default;
        return read;
    }

    /// <summary>The same moment as the framework writes it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The moment lies outside the years 1 to 9999.</exception>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds);

    /// <summary>RFC 3339, UTC, with milliseconds: <c>2025-03-03T00:25:00.000Z</c>.</summary>
    public override string ToString() => ToDateTimeOffset().ToString(Format, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Milliseconds.CompareTo(other.Milliseconds);

    /// <summary>This instant moved by <paramref name="milliseconds"/>.</summary>
    public Instant Plus(long milliseconds) => new(Milliseconds + milliseconds);

    /// <summary>The later of two.</summary>
    public static Instant Max(Instant a, Instant b) => a.Milliseconds >= b.Milliseconds ? a : b;

    /// <summary>The earlier of two.</summary>
    public static Instant Min(Instant a, Instant b) => a.Milliseconds <= b.Milliseconds ? a : b;

    /// <summary>ms from <paramref name="b"/> to <paramref name="a"/>.</summary>
    public static long operator -(Instant a, Instant b) => a.Milliseconds - b.Milliseconds;

    /// <summary>Whether <paramref name="a"/> is earlier.</summary>
    public static bool operator <(Instant a, Instant b) => a.Milliseconds < b.Milliseconds;

    /// <summary>Whether <paramref name="a"/> is later.</summary>
    public static bool operator >(Instant a, Instant b) => a.Milliseconds > b.Milliseconds;

    /// <summary>Whether <paramref name="a"/> is earlier or the same.</summary>
    public static bool operator <=(Instant a, Instant b) => a.Milliseconds <= b.Milliseconds;

    /// <summary>Whether <paramref name="a"/> is later or the same.</summary>
    public static bool operator >=(Instant a, Instant b) => a.Milliseconds >= b.Milliseconds;

    /// <summary>ms between two instants.</summary>
    public static long Subtract(Instant a, Instant b) => a - b;
}
