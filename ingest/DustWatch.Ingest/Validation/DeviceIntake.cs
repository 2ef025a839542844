using DustWatch.Measurements;

namespace DustWatch.Ingest.Validation;

/// <summary>A device as the intake needs it, made once for each version of the registry.</summary>
/// <param name="Id">The registry's id.</param>
/// <param name="Points">Numbers of its points.</param>
/// <param name="Names">The names it uses.</param>
/// <param name="IsServerClock">Whether arrival counts, and what it sends as <c>ts</c> does not.</param>
/// <param name="OffsetMilliseconds">How far what it sends as <c>ts</c> is known to be ahead, ms; 0 for none.</param>
internal sealed record DeviceIntake(string Id, int[] Points, QuantityNames Names, bool IsServerClock, long OffsetMilliseconds)
{
    /// <summary>For points that no device of the registry names.</summary>
    public static readonly DeviceIntake Default = new("", [], QuantityNames.Default, IsServerClock: false, OffsetMilliseconds: 0);

    public static DeviceIntake Of(Device device, Registry registry) => new(
        device.Id,
        [.. device.Points.Select(registry.FindPoint).OfType<MonitoringPoint>().Select(p => p.Number)],
        device.Profile.Map.Count == 0 ? QuantityNames.Default : new QuantityNames(device.Profile.Map),
        device.Profile.Clock == "server",
        device.Profile.Clock == "offset" ? device.Profile.OffsetMilliseconds : 0);

    public bool Owns(int point) => Points.AsSpan().Contains(point);
}
