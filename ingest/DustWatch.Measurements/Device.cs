namespace DustWatch.Measurements;

/// <summary>What sends samples for one or more points.</summary>
/// <param name="Id">The registry's id; also its MQTT user name.</param>
/// <param name="Points">Ids of its points.</param>
/// <param name="Protocol">Such as <c>mqtt</c>.</param>
/// <param name="Profile">How to read what it sends.</param>
public sealed record Device(string Id, IReadOnlyList<string> Points, string Protocol, DeviceProfile Profile);
