using System.Globalization;
using System.Text;

namespace DustWatch.Benchmarks.EndToEnd;

/// <summary>The installation of the suite: points that send ten times a second, and points each of which is used once, for one alert.</summary>
internal static class EndToEndRegistry
{
    private const string Enterprise = "e1";

    /// <summary>Where a point's samples go.</summary>
    public static string TopicOf(string point) => $"dustwatch/v1/{Enterprise}/{point}/data";

    /// <summary>A point that sends all the time.</summary>
    public static string PointOf(int number) => string.Create(CultureInfo.InvariantCulture, $"p{number:D5}");

    /// <summary>A point for one alert.</summary>
    public static string AlarmPointOf(int number) => string.Create(CultureInfo.InvariantCulture, $"a{number:D5}");

    /// <summary>REGISTRY.json.</summary>
    public static string ToJson(int points, int alarmPoints)
    {
        var all = Enumerable.Range(0, points).Select(number => (Id: PointOf(number), Interval: "PT0.1S"))
            .Concat(Enumerable.Range(0, alarmPoints).Select(number => (Id: AlarmPointOf(number), Interval: "PT1S")))
            .Select(p => $$"""{"id":"{{p.Id}}","enterprise":"{{Enterprise}}","agent":"silica-10-50","silica":{"percent":23},"quantities":["dust_respirable"],"interval":"{{p.Interval}}"}""");
        return new StringBuilder($$"""{"enterprises":[{"id":"{{Enterprise}}","name":"Benchmark"}],"points":[""").AppendJoin(',', all).Append("]}").ToString();
    }
}
