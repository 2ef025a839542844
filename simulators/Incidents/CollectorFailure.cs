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
    private const long SearchMilliseconds = 15 * 60_000;
    private const long LastsMilliseconds = 3 * 3_600_000;

    public static Incident Fit(int seed, DemoDistrict district, Instant start)
    {
        var quiet = new SensorModel(seed, district, []);
        var point = new[] { Employers.Three00, Employers.Three04 }
            .Select(calendar => district.Find("颚式破碎机操作", calendar))
            .First(p => start - quiet.ShiftOf(p, start).Start is >= ElapsedMinimum and < ElapsedMaximum);

        // The later the failure, the lower the projection at the instant at which it is to pass the limit: halve until the last second that does.
        var passesAt = quiet.NextAfter(point, start.Plus(-RunStartsBefore));
        Incident FailsAt(long millisecondsBefore) =>
            new(IncidentKind.CollectorFails, point, passesAt.Plus(-millisecondsBefore), start.Plus(LastsMilliseconds));
        var (early, late) = (SearchMilliseconds, 0L);
        while (early - late > 1000)
        {
            var middle = (early + late) / 2;
            var isAbove = Projection(new SensorModel(seed, district, [FailsAt(middle)]), point, passesAt) > Limit;
            (early, late) = isAbove ? (middle, late) : (early, middle);
        }

        return early < SearchMilliseconds ? FailsAt(early) : throw new UnreachableException("No failure of the collector passes the limit in time.");
    }

    /// <summary>The exposure over 8 h at the shift's end, mg/m³, if the mean of the last 15 minutes goes on.</summary>
    private static double Projection(SensorModel model, int point, Instant time)
    {
        var shift = model.ShiftOf(point, time);
        var samples = new Sample[SensorModel.QuantitiesMaximum];
        var (sum, recent, recentMilliseconds) = (0.0, 0.0, 0L);
        for (var t = model.NextAfter(point, shift.Start); t <= time; t = t.Plus(DemoDistrict.IntervalMilliseconds))
        {
            var count = model.Read(point, t, samples);
            var x = samples.AsSpan(0, count).ToArray().First(s => s.Quantity == Quantity.DustRespirable).Value / (double)FixedPoint.One;
            var d = Math.Min(DemoDistrict.IntervalMilliseconds, t - shift.Start);
            sum += x * d;
            (recent, recentMilliseconds) = time - t < ProjectionMilliseconds ? (recent + (x * d), recentMilliseconds + d) : (recent, recentMilliseconds);
        }

        return (sum + (recent / recentMilliseconds * (shift.End - time))) / (8 * 3_600_000);
    }
}
