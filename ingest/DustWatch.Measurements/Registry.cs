using System.Text;

namespace DustWatch.Measurements;

/// <summary>What is known of the world at one time: districts, enterprises, points, devices. Immutable; a change makes a new version.</summary>
public sealed class Registry
{
    private readonly Dictionary<string, MonitoringPoint> _points;
    private readonly Utf8Index<MonitoringPoint> _pointsByText;
    private readonly Dictionary<string, Enterprise> _enterprises;
    private readonly Dictionary<string, District> _districts;
    private readonly Dictionary<string, Device> _devices;
    private readonly Dictionary<string, IReadOnlyList<string>> _devicesByPoint;

    /// <summary>Makes a registry of parts that <c>RegistryReader</c> has checked, or that are right by construction.</summary>
    /// <exception cref="ArgumentException">A point's number is not its index, or an id stands twice.</exception>
    public Registry(
        IReadOnlyList<District> districts,
        IReadOnlyList<Enterprise> enterprises,
        IReadOnlyList<MonitoringPoint> points,
        IReadOnlyList<Device> devices)
    {
        Districts = districts;
        Enterprises = enterprises;
        Points = points;
        Devices = devices;
        for (var i = 0; i < points.Count; i++)
        {
            if (points[i].Number != i)
            {
                throw new ArgumentException($"Point {points[i].Id} has number {points[i].Number} at index {i}.", nameof(points));
            }
        }

        _districts = districts.ToDictionary(d => d.Id, StringComparer.Ordinal);
        _enterprises = enterprises.ToDictionary(e => e.Id, StringComparer.Ordinal);
        _devices = devices.ToDictionary(d => d.Id, StringComparer.Ordinal);
        _devicesByPoint = devices.SelectMany(d => d.Points.Select(p => (Point: p, Device: d.Id))).GroupBy(d => d.Point, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, IReadOnlyList<string> (g) => [.. g.Select(d => d.Device).Distinct()], StringComparer.Ordinal);
        _points = points.ToDictionary(p => p.Id, StringComparer.Ordinal);
        _pointsByText = new Utf8Index<MonitoringPoint>([.. points.Select(p => (Encoding.UTF8.GetBytes(p.Id), p))]);
    }

    /// <summary>A registry of nothing.</summary>
    public static Registry Empty { get; } = new([], [], [], []);

    /// <summary>In the registry's order.</summary>
    public IReadOnlyList<District> Districts { get; }

    /// <summary>In the registry's order.</summary>
    public IReadOnlyList<Enterprise> Enterprises { get; }

    /// <summary>By number: <c>Points[n].Number == n</c>.</summary>
    public IReadOnlyList<MonitoringPoint> Points { get; }

    /// <summary>In the registry's order.</summary>
    public IReadOnlyList<Device> Devices { get; }

    /// <summary>The point with this id, or null.</summary>
    public MonitoringPoint? FindPoint(string id) => _points.GetValueOrDefault(id);

    /// <summary>The point whose id is this UTF-8 text, or null. Does not allocate.</summary>
    public MonitoringPoint? FindPoint(ReadOnlySpan<byte> id) => _pointsByText.Find(id);

    /// <summary>The enterprise with this id, or null.</summary>
    public Enterprise? FindEnterprise(string id) => _enterprises.GetValueOrDefault(id);

    /// <summary>The district with this id, or null.</summary>
    public District? FindDistrict(string id) => _districts.GetValueOrDefault(id);

    /// <summary>The device with this id, or null.</summary>
    public Device? FindDevice(string id) => _devices.GetValueOrDefault(id);

    /// <summary>Ids of the devices that send for this point, in the registry's order; empty when there is none.</summary>
    public IReadOnlyList<string> DevicesOf(string point) => _devicesByPoint.GetValueOrDefault(point, []);

    /// <summary>The site factor of a point's quantity: that of the first of its devices that states one; null when none does.</summary>
    public SiteFactor? FactorOf(MonitoringPoint point, Quantity quantity) => DevicesOf(point.Id)
        .Select(FindDevice).OfType<Device>()
        .Select(device => device.Profile.Factors.GetValueOrDefault(quantity))
        .FirstOrDefault(factor => factor is not null);

    /// <summary>The district of a point's enterprise, or null.</summary>
    public string? DistrictOf(MonitoringPoint point) => FindEnterprise(point.Enterprise)?.District;
}
