using System.Text;
using DustWatch.Ingest.Decoding;
using DustWatch.Measurements;

namespace DustWatch.Simulator.Replay;

/// <summary>The samples of a CSV file (<c>point,quantity,ts,value[,flag]</c>), ready to be sent again.</summary>
/// <param name="registry">Its points, and whose they are.</param>
/// <param name="samples">By time; those of the same time as they stood in the file.</param>
public sealed class ReplayFile(Registry registry, IReadOnlyList<Sample> samples)
{
    private const int ReadSamplesMaximum = 65_536;

    /// <summary>The points that its samples name by number.</summary>
    public Registry Registry { get; } = registry;

    /// <summary>By time.</summary>
    public IReadOnlyList<Sample> Samples { get; } = samples;

    /// <summary>Reads a file.</summary>
    /// <param name="path">CSV.</param>
    /// <param name="registry">The points that there are; null takes every point of the file as one of <paramref name="enterprise"/>.</param>
    /// <param name="enterprise">Whose they are, without a registry.</param>
    /// <param name="onBadLine">Called for each line that is passed over.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ReplayFile Read(string path, Registry? registry, string enterprise, Action<BadLine> onBadLine)
    {
        var points = registry ?? PointsOf(path, enterprise);
        using var stream = File.OpenRead(path);
        var reader = new CsvSampleReader(stream, path, points, onBadLine);
        var samples = new List<Sample>();
        var buffer = new Sample[ReadSamplesMaximum];
        int count;
        while ((count = reader.Read(buffer)) > 0)
        {
            samples.AddRange(buffer.AsSpan(0, count));
        }

        return new ReplayFile(points, [.. samples.OrderBy(s => s.Time)]);
    }

    /// <summary>The same samples, moved in time so that the last one's time is <paramref name="end"/>.</summary>
    public ReplayFile EndingAt(Instant end)
    {
        var shift = Samples.Count == 0 ? 0 : end - Samples[^1].Time;
        return new ReplayFile(Registry, [.. Samples.Select(s => s with { Time = s.Time.Plus(shift) })]);
    }

    // Only the names are needed: a line's first field, once each. What is wrong with a line is said when it is read.
    private static Registry PointsOf(string path, string enterprise)
    {
        var ids = File.ReadLines(path, Encoding.UTF8).Skip(1).Select(line => line.Split(',', 2)[0]).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal);
        var calendar = ShiftCalendar.DefaultIn(Enterprise.DefaultZone);
        var points = ids.Select((id, number) => new MonitoringPoint(
            number, id, enterprise, "", "", null, null, MonitoringPoint.DefaultJurisdiction, [], MonitoringPoint.DefaultIntervalMilliseconds, new Dictionary<Quantity, long>(), calendar, 0));
        return new Registry([], [new Enterprise(enterprise, enterprise, null, null, null, Enterprise.DefaultZone)], [.. points], []);
    }
}
