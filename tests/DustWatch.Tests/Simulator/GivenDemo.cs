using System.Collections.Concurrent;
using DustWatch.Measurements;
using DustWatch.Simulator.Incidents;
using DustWatch.Simulator.Scenario;
using DustWatch.Simulator.Sensors;

namespace DustWatch.Tests.Simulator;

/// <summary>A demo that starts at an instant, and what its devices say.</summary>
internal sealed class GivenDemo
{
    private static readonly ConcurrentDictionary<int, DemoDistrict> Districts = new();

    private readonly SensorModel _model;

    public GivenDemo(int seed, Instant start)
    {
        District = Districts.GetOrAdd(seed, DemoDistrict.Create);
        Start = start;
        Incidents = IncidentPlan.Create(seed, District, start);
        _model = new SensorModel(seed, District, Incidents);
    }

    public DemoDistrict District { get; }

    public Instant Start { get; }

    public IReadOnlyList<Incident> Incidents { get; }

    public Incident Incident(IncidentKind kind) => Incidents.Single(i => i.Kind == kind);

    public Interval ShiftAt(int point, Instant time) => _model.ShiftOf(point, time);

    /// <summary>Samples of one quantity in <c>(from, until]</c>.</summary>
    public List<Sample> Samples(int point, Quantity quantity, Instant from, Instant until) =>
        [.. Readings(point, from, until).Where(s => s.Quantity == quantity)];

    public IEnumerable<Sample> Readings(int point, Instant from, Instant until)
    {
        var buffer = new Sample[SensorModel.QuantitiesMaximum];
        for (var t = _model.NextAfter(point, from); t <= until; t = _model.NextAfter(point, t))
        {
            var count = _model.Read(point, t, buffer);
            for (var i = 0; i < count; i++)
            {
                yield return buffer[i];
            }
        }
    }

    /// <summary>The exposure of one quantity in the shift that runs at <paramref name="time"/>, with the samples up to <paramref name="until"/>.</summary>
    public List<ShiftExposure> Exposure(int point, Quantity quantity, Instant time, Instant until)
    {
        var shift = ShiftAt(point, time);
        return ShiftExposure.Evaluate(Samples(point, quantity, shift.Start, until), shift);
    }
}
