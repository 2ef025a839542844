using System.Diagnostics;
using DustWatch.Measurements;
using DustWatch.Simulator.Scenario;
using DustWatch.Simulator.Sensors;

namespace DustWatch.Simulator.Incidents;

/// <summary>
/// Finds when a crusher's collector must have failed so that the shift's projected exposure has been above the limit for ten minutes half a minute
/// after the demo's start. At one of two crushers a shift is always between two and six hours old, which leaves time for it to matter.
/// </summary>
internal static class CollectorFailure
{
    private const double Limit = 0.7; // mg/m³ over 8 h: respirable silica dust of 10 to 50 % (GBZ 2.1-2019), which these posts are registered with
    private const long ElapsedMinimum = 2 * 3_600_000;
    private const long ElapsedMaximum = 6 * 3_600_000;
    private const long ProjectionMilliseconds = 15 * 60_000;
    private const long RunStartsBefore = 575_000; // 10 min later the demo is 25 to 35 s old
    private const double EightHours = 8 * 3_600_000;
    private const long LastsMilliseconds = 3 * 3_600_000;

    public static Incident Fit(int seed, DemoDistrict district, Instant start)
    {
        var quiet = new SensorModel(seed, district, []);
        var point = new[] { Employers.Three00, Employers.Three04 }
            .Select(calendar => district.Find("颚式破碎机操作", calendar))
            .First(p => start - quiet.ShiftOf(p, start).Start is >= ElapsedMinimum and < ElapsedMaximum);

        // The later the failure, the lower the projection at the instant at which it is to pass the limit: halve until the last second that does.
        var passesAt = quiet.NextAfter(point, start.Plus(-RunStartsBefore));
        var recentStart = passesAt.Plus(-ProjectionMilliseconds);
        var shift = quiet.ShiftOf(point, passesAt);
        var before = Exposure(quiet, point, shift.Start, recentStart);
        Incident FailsAt(long millisecondsBefore) =>
            new(IncidentKind.CollectorFails, point, passesAt.Plus(-millisecondsBefore), start.Plus(LastsMilliseconds));
        var (early, late) = (ProjectionMilliseconds, 0L);
        while (early - late > 1000)
        {
            var middle = (early + late) / 2;
            var recent = Exposure(new SensorModel(seed, district, [FailsAt(middle)]), point, recentStart, passesAt);
            var atEnd = (before + recent + (recent / ProjectionMilliseconds * (shift.End - passesAt))) / EightHours;
            (early, late) = atEnd > Limit ? (middle, late) : (early, middle);
        }

        return early < ProjectionMilliseconds ? FailsAt(early) : throw new UnreachableException("No failure of the collector passes the limit in time.");
    }

    /// <summary>Σ x·d over the samples in <c>(from, until]</c>, mg/m³ · ms; the first interval is cut at <paramref name="from"/>.</summary>
    private static double Exposure(SensorModel model, int point, Instant from, Instant until)
    {
        Span<Sample> samples = stackalloc Sample[SensorModel.QuantitiesMaximum];
        var sum = 0.0;
        for (var t = model.NextAfter(point, from); t <= until; t = model.NextAfter(point, t))
        {
            var count = model.Read(point, t, samples);
            foreach (ref readonly var sample in samples[..count])
            {
                var milligrams = sample.Quantity == Quantity.DustRespirable ? sample.Value / (double)FixedPoint.One : 0;
                sum += milligrams * Math.Min(DemoDistrict.IntervalMilliseconds, t - from);
            }
        }

        return sum;
    }
}
