using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>Whether a point sends, and since when it does or does not.</summary>
public sealed record PresenceView(string Point, bool Online, Instant? Since);
