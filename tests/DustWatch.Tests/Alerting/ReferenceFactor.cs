using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>What a quantity of a point is multiplied by, and whether that is missing.</summary>
internal sealed class ReferenceFactor(Registry registry, MonitoringPoint point, Quantity quantity, ReferenceCalendar calendar)
{
    private readonly List<DeviceProfile> _profiles = [.. registry.Devices.Where(device => device.Points.Contains(point.Id)).Select(device => device.Profile)];

    public (decimal K, bool IsMissing) At(long t)
    {
        var stated = _profiles.Where(profile => profile.Factors.ContainsKey(quantity)).Select(profile => profile.Factors[quantity]).FirstOrDefault();
        var isValid = stated is not null && calendar.Midnight(stated.From) <= t && (stated.Until is not { } until || t < calendar.Midnight(until));
        return isValid ? (stated!.K, false) : (1, _profiles.Any(profile => profile.Optical.Contains(quantity))); // valid only when stated
    }

    /// <summary>A scaled value times K, half to even.</summary>
    public long Corrected(long value, long t) => (long)Math.Round(value * At(t).K, MidpointRounding.ToEven);
}
