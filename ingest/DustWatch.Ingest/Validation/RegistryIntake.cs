using DustWatch.Ingest.Decoding;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Validation;

/// <summary>One version of the registry as the intake needs it. Immutable: a change makes a new one, and payloads under way end with the old.</summary>
internal sealed class RegistryIntake
{
    private readonly Registry _registry;
    private readonly PointIntake[] _points; // [point]
    private readonly Dictionary<string, DeviceIntake> _devices;
    private readonly Utf8Index<PointIntake> _pointsByDataTopic;

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
        _pointsByDataTopic = new Utf8Index<PointIntake>([.. _points.Select(p => (p.DataTopic(), p)).Where(p => IsDataTopicOf(p.Item1, p.p))]);
    }

    /// <summary>The point whose samples are published to this topic, which is then <c>dustwatch/v1/{enterprise}/{point}/data</c>; null for every other topic.</summary>
    public PointIntake? FindDataTopic(ReadOnlySpan<byte> topic) => _pointsByDataTopic.Find(topic);

    public PointIntake? FindPoint(ReadOnlySpan<byte> id) => _registry.FindPoint(id) is { } point ? _points[point.Number] : null;

    public PointIntake Point(int number) => _points[number];

    public DeviceIntake? FindDevice(string id) => _devices.GetValueOrDefault(id);

    /// <summary>Whether the topic reads as that: a registry made by hand may have ids that no topic can name.</summary>
    private static bool IsDataTopicOf(byte[] topic, PointIntake point)
    {
        var parts = SampleTopic.Read(topic);
        return parts.Kind == TopicKind.Data && parts.Point.SequenceEqual(point.IdUtf8) && parts.Enterprise.SequenceEqual(point.Enterprise);
    }
}
