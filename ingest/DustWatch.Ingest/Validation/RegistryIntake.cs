using DustWatch.Measurements;

namespace DustWatch.Ingest.Validation;

/// <summary>One version of the registry as the intake needs it. Immutable: a change makes a new one, and payloads under way end with the old.</summary>
internal sealed class RegistryIntake
{
    private readonly Registry _registry;
    private readonly PointIntake[] _points; // [point]
    private readonly Dictionary<string, DeviceIntake> _devices;

    public RegistryIntake(Registry registry)
    {
        _registry = registry;
        _devices = registry.Devices.ToDictionary(d => d.Id, d => DeviceIntake.Of(d, registry), StringComparer.Ordinal);
        var deviceOf = new DeviceIntake?[registry.Points.Count]; // [point]
        foreach (var device in registry.Devices)
        {
            foreach (var point in _devices[device.Id].Points)
            {
                deviceOf[point] ??= _devices[device.Id];
            }
        }

        _points = [.. registry.Points.Select(p => PointIntake.Of(p, deviceOf[p.Number] ?? DeviceIntake.Default))];
    }

    public PointIntake? FindPoint(ReadOnlySpan<byte> id) => _registry.FindPoint(id) is { } point ? _points[point.Number] : null;

    public PointIntake Point(int number) => _points[number];

    public DeviceIntake? FindDevice(string id) => _devices.GetValueOrDefault(id);
}
