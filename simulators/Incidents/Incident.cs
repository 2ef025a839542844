using System.Globalization;
using DustWatch.Measurements;
using DustWatch.Simulator.Scenario;

namespace DustWatch.Simulator.Incidents;

/// <summary>Something that goes wrong at one point.</summary>
/// <param name="Kind">What.</param>
/// <param name="Point">Number of the point.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it is over.</param>
/// <param name="OnMilliseconds">How long each burst lasts; the whole time when it does not come in bursts.</param>
/// <param name="PeriodMilliseconds">From one burst's start to the next.</param>
public sealed record Incident(IncidentKind Kind, int Point, Instant Start, Instant End, long OnMilliseconds = long.MaxValue, long PeriodMilliseconds = long.MaxValue)
{
    /// <summary>What a pneumatic chisel on a casting gives at the worker's ear, dB(A).</summary>
    public const double ChippingLevel = 116;

    /// <summary>Respirable dust beside a jaw crusher without its collector, mg/m³.</summary>
    public const double UncollectedDust = 2.8;

    private const double SawLevel = 99; // dB(A)
    private const double RespirableShare = 0.45; // of total dust
    private const double CollectorSettlesMilliseconds = 45_000;
    private const double FilterClogsMilliseconds = 6 * 3_600_000;

    internal bool IsAt(Instant time) => time > Start && time <= End;

    /// <summary>The dust, mg/m³, of the interval that ends at <paramref name="time"/>, where it would be <paramref name="x"/>.</summary>
    /// <param name="x">Without this incident.</param>
    /// <param name="quantity">Which dust.</param>
    /// <param name="time">A sampling instant.</param>
    /// <param name="grain">Spread, about 1.</param>
    internal double OnDust(double x, Quantity quantity, Instant time, double grain)
    {
        if (!IsAt(time))
        {
            return x;
        }

        return Kind switch
        {
            IncidentKind.CollectorFails => x + (((UncollectedDust * grain / (quantity == Quantity.DustTotal ? RespirableShare : 1)) - x) * (1 - Math.Exp((Start - time) / CollectorSettlesMilliseconds))),
            IncidentKind.FilterClogs => x * (1 + (2.5 * Math.Min(1, (time - Start) / FilterClogsMilliseconds))),
            IncidentKind.SawRuns => x * (1 + (4 * ShareOn(time))),
            IncidentKind.Chipping => x * (1 + (0.5 * ShareOn(time))),
            IncidentKind.DeviceSilent or IncidentKind.SensorSticks => x,
            _ => throw new InvalidOperationException($"No such incident: {Kind}."),
        };
    }

    /// <summary>The level, dB(A), of the interval that ends at <paramref name="time"/>, where it would be <paramref name="level"/>: energies add up.</summary>
    internal double OnNoise(double level, Instant time, double normal)
    {
        var source = Kind switch
        {
            IncidentKind.Chipping => ChippingLevel + (0.4 * normal),
            IncidentKind.SawRuns => SawLevel + (0.7 * normal),
            _ => 0,
        };
        return source == 0 ? level : 10 * Math.Log10(Math.Pow(10, level / 10) + (ShareOn(time) * Math.Pow(10, source / 10)));
    }

    /// <summary>One line for a person: when, where, what.</summary>
    /// <param name="district">Where it happens.</param>
    /// <param name="start">The demo's start, from which the time is told.</param>
    public string Describe(DemoDistrict district, Instant start)
    {
        var point = district.Registry.Points[Point];
        var sign = Start < start ? '-' : '+';
        var text = Kind switch
        {
            IncidentKind.Chipping => "castings are cleaned with a pneumatic chisel, about 116 dB(A) (风铲清铲)",
            IncidentKind.CollectorFails => "the dust collector fails (除尘器停机)",
            IncidentKind.FilterClogs => "the filter clogs slowly (滤袋堵塞)",
            IncidentKind.SawRuns => "the saw cuts again and again (锯切作业)",
            IncidentKind.DeviceSilent => "the device falls silent (设备断线)",
            IncidentKind.SensorSticks => "the dust sensor sticks (传感器卡值)",
            _ => throw new InvalidOperationException($"No such incident: {Kind}."),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{TimeSpan.FromMilliseconds(Math.Abs(Start - start)):hh\\:mm\\:ss}  {point.Id}  {point.Workshop} {point.Post}: {text}");
    }

    /// <summary>How much of the interval that ends at <paramref name="time"/> lies in bursts, 0 to 1.</summary>
    private double ShareOn(Instant time) =>
        (OnUntil(time) - OnUntil(time.Plus(-DemoDistrict.IntervalMilliseconds))) / (double)DemoDistrict.IntervalMilliseconds;

    private long OnUntil(Instant time)
    {
        var passed = Math.Max(0, Instant.Min(time, End) - Start);
        var (periods, rest) = Math.DivRem(passed, PeriodMilliseconds);
        return (periods == 0 ? 0 : periods * OnMilliseconds) + Math.Min(rest, OnMilliseconds);
    }
}
