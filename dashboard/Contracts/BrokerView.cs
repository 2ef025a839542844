using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>How the connection to an external broker stands.</summary>
/// <param name="Connected">Whether it is connected.</param>
/// <param name="Since">Since when.</param>
/// <param name="Connections">Connections since the server started.</param>
/// <param name="Reason">Why it is not connected.</param>
internal sealed record BrokerView(bool Connected, Instant Since, long Connections, string? Reason);
