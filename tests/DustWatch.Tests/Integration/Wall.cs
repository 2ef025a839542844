using System.Globalization;
using DustWatch.Measurements;

namespace DustWatch.Tests.Integration;

/// <summary>Event times for samples that a running server takes: the recent past of this machine's clock.</summary>
internal static class Wall
{
    private const long Minute = 60_000;
    private const long Day = 86_400_000;

    /// <summary>Now, ms UTC.</summary>
    public static long Now => Instant.Now(TimeProvider.System).Milliseconds;

    /// <summary>A whole minute, so many minutes ago.</summary>
    public static long MinutesAgo(int minutes) => (Now / Minute - minutes) * Minute;

    /// <summary>Midnight UTC, so many days ago; 08:00 in Shanghai, where a default shift begins.</summary>
    public static long DaysAgo(int days) => (Now / Day - days) * Day;

    /// <summary>As the API spells it.</summary>
    public static string Rfc3339(long milliseconds) => new Instant(milliseconds).ToString();

    /// <summary>Shortest text that reads back as the same number.</summary>
    public static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
