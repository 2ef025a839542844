using DustWatch.Measurements;
using DustWatch.Simulator.Scenario;

namespace DustWatch.Simulator.Incidents;

/// <summary>What goes wrong in a demo that starts at a given instant.</summary>
public static class IncidentPlan
{
    private const long Second = 1_000;
    private const long Minute = 60_000;
    private const long Hour = 3_600_000;

    /// <summary>
    /// The incidents, by their start. At any time of day two of them make a default rule fire within the first minute: chipping spends the shift's whole
    /// noise dose in half a minute (116 dB(A) for 7 s is 80 dB(A) over 8 h, for 23 s it is 85), and the collector has failed just so long ago that its
    /// projection has then been above the limit for ten minutes.
    /// </summary>
    /// <param name="seed">Decides the background that the collector's start is fitted to.</param>
    /// <param name="district">Where.</param>
    /// <param name="start">When the demo starts.</param>
    public static IReadOnlyList<Incident> Create(int seed, DemoDistrict district, Instant start)
    {
        Incident At(IncidentKind kind, string post, long from, long until, long on = long.MaxValue, long period = long.MaxValue) =>
            new(kind, district.Find(post), start.Plus(from), start.Plus(until), on, period);
        return
        [
            .. new[]
            {
                At(IncidentKind.Chipping, "风铲清铲", 2 * Second, 6 * Hour, on: 3 * Minute, period: 45 * Minute),
                CollectorFailure.Fit(seed, district, start),
                At(IncidentKind.FilterClogs, "包装机插袋", -40 * Minute, 8 * Hour),
                At(IncidentKind.SawRuns, "圆盘锯切割", 15 * Second, 3 * Hour, on: 50 * Second, period: 140 * Second),
                At(IncidentKind.DeviceSilent, "装车码垛", 4 * Minute, 49 * Minute),
                At(IncidentKind.SensorSticks, "等离子切割", 2 * Minute, 3 * Hour),
            }.OrderBy(i => i.Start),
        ];
    }
}
