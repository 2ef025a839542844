namespace DustWatch.Dashboard.Contracts;

/// <summary>What a device's clock was off by.</summary>
/// <param name="Offset">ISO 8601: PT8H for a clock that is 8 h ahead, -PT8H for one that is behind.</param>
internal sealed record ReadmissionRequest(string Offset);
