using DustWatch.Measurements;
using DustWatch.Simulator.Incidents;
using DustWatch.Simulator.Scenario;

namespace DustWatch.Simulator.Sensors;

/// <summary>
/// What the devices of a district read: a function of seed, point and time alone, so that any stretch can be had again, in any order and from any
/// thread. Dust is spread log-normally about its level and follows the shift (it starts, pauses, ends) and the machine's cycle; noise does so in decibels.
/// </summary>
internal sealed class SensorModel
{
    /// <summary>The most samples that one reading gives.</summary>
    public const int QuantitiesMaximum = 3;

    private const long MinuteMilliseconds = 60_000;
    private const long HourMilliseconds = 3_600_000;
    private const double GapsAnHour = 0.02;

    private readonly int _seed;
    private readonly DemoDistrict _district;
    private readonly Incident[][] _incidents; // [point][incident]
    private readonly ShiftClock[] _shifts; // [point], one for each calendar

    /// <summary>A district on a day with these incidents.</summary>
    public SensorModel(int seed, DemoDistrict district, IEnumerable<Incident> incidents)
    {
        _seed = seed;
        _district = district;
        var byPoint = incidents.ToLookup(i => i.Point);
        _incidents = [.. Enumerable.Range(0, DemoDistrict.FedPoints).Select(i => byPoint[i].ToArray())];
        var clocks = new Dictionary<string, ShiftClock>(StringComparer.Ordinal);
        _shifts = [.. district.Registry.Points.Take(DemoDistrict.FedPoints).Select(p =>
            clocks.TryGetValue(p.Calendar.Id, out var clock) ? clock : clocks[p.Calendar.Id] = new ShiftClock(p.Calendar))];
    }

    /// <summary>The shift that runs at <paramref name="time"/>, <c>(start, end]</c>.</summary>
    public Interval ShiftOf(int point, Instant time) => _shifts[point].SpanAt(time);

    /// <summary>The device's first sampling instant after <paramref name="time"/>.</summary>
    public Instant NextAfter(int point, Instant time)
    {
        var phase = _district.Sensors[point].PhaseMilliseconds;
        var passed = (time.Milliseconds - phase) % DemoDistrict.IntervalMilliseconds;
        return time.Plus(DemoDistrict.IntervalMilliseconds - (passed < 0 ? passed + DemoDistrict.IntervalMilliseconds : passed));
    }

    /// <summary>What the device reads at one of its sampling instants: means over the interval that ends there.</summary>
    /// <param name="point">Number of a fed point.</param>
    /// <param name="time">One of its sampling instants.</param>
    /// <param name="samples">At least <see cref="QuantitiesMaximum"/> long.</param>
    /// <returns>How many samples there are; 0 when the device says nothing.</returns>
    public int Read(int point, Instant time, Span<Sample> samples)
    {
        var incidents = _incidents[point];
        if (IsSilent(point, time, incidents))
        {
            return 0;
        }

        var profile = _district.Sensors[point];
        var seen = time;
        foreach (var incident in incidents)
        {
            seen = incident.Kind == IncidentKind.SensorSticks && incident.IsAt(time) ? NextAfter(point, incident.Start) : seen;
        }

        var work = Work(point, seen);
        var count = 0;
        if (profile.Total > 0)
        {
            samples[count++] = Dust(point, time, seen, Quantity.DustTotal, profile.Total * work, incidents);
        }

        if (profile.Respirable > 0)
        {
            samples[count++] = Dust(point, time, seen, Quantity.DustRespirable, profile.Respirable * work, incidents);
        }

        if (profile.Noise > 0)
        {
            samples[count++] = Noise(point, time, profile.Noise + (12 * (work - 1)), incidents);
        }

        return count;
    }

    private Sample Dust(int point, Instant time, Instant seen, Quantity quantity, double level, Incident[] incidents)
    {
        const double slow = 0.22;
        const double quick = 0.18;
        const double grain = 0.10;
        var ms = seen.Milliseconds;
        var stream = (int)quantity * 8;
        var spread = (slow * Chance.Drift(_seed, point, 1, ms, 20 * MinuteMilliseconds))
            + (quick * Chance.Drift(_seed, point, 2, ms, 2 * MinuteMilliseconds))
            + (grain * Chance.Normal(_seed, point, stream, ms));
        var cycle = 1 + (0.25 * Math.Sin(2 * Math.PI * (ms % _district.Sensors[point].CycleMilliseconds) / _district.Sensors[point].CycleMilliseconds));
        var x = level * cycle * Math.Exp(spread);
        foreach (var incident in incidents)
        {
            x = incident.OnDust(x, quantity, time, Math.Exp(grain * Chance.Normal(_seed, point, stream + 1, ms)));
        }

        // Instruments show thousandths, and never quite nothing.
        return new Sample(time, 1000 * (long)Math.Max(1, Math.Round(x * 1000)), point, quantity, SampleFlag.Valid);
    }

    private Sample Noise(int point, Instant time, double level, Incident[] incidents)
    {
        var ms = time.Milliseconds;
        var x = level + (1.0 * Chance.Drift(_seed, point, 4, ms, 15 * MinuteMilliseconds))
            + (0.8 * Chance.Drift(_seed, point, 5, ms, MinuteMilliseconds))
            + (0.5 * Chance.Normal(_seed, point, 6, ms));
        foreach (var incident in incidents)
        {
            x = incident.OnNoise(x, time, Chance.Normal(_seed, point, 7, ms));
        }

        return new Sample(time, 10 * (long)Math.Round(Math.Clamp(x, 30, 140) * 10), point, Quantity.NoiseLaeq, SampleFlag.Valid);
    }

    /// <summary>How much is being done, 0 to 1: work starts and ends within a quarter of an hour, with a meal in the middle.</summary>
    private double Work(int point, Instant time)
    {
        const double rest = 0.3;
        const double ramp = 12 * MinuteMilliseconds;
        var span = _shifts[point].SpanAt(time);
        var toBorder = Math.Min(time - span.Start, span.End - time);
        var toMeal = Math.Abs((time - span.Start) - (span.Milliseconds / 2)) - (12 * MinuteMilliseconds);
        return rest + ((1 - rest) * Math.Min(Math.Clamp(toBorder / ramp, 0, 1), Math.Clamp(toMeal / (3.0 * MinuteMilliseconds), 0, 1)));
    }

    private bool IsSilent(int point, Instant time, Incident[] incidents)
    {
        foreach (var incident in incidents)
        {
            if (incident.Kind == IncidentKind.DeviceSilent && incident.IsAt(time))
            {
                return true;
            }
        }

        // Once in a long while the radio loses a few minutes; not where an incident is being told.
        var (hour, within) = Math.DivRem(time.Milliseconds, HourMilliseconds);
        if (incidents.Length > 0 || Chance.Even(_seed, point, 8, hour) >= GapsAnHour)
        {
            return false;
        }

        var start = (long)(Chance.Even(_seed, point, 9, hour) * 50 * MinuteMilliseconds);
        return within >= start && within < start + (long)((0.7 + (4 * Chance.Even(_seed, point, 10, hour))) * MinuteMilliseconds);
    }
}
