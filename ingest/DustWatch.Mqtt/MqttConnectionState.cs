namespace DustWatch.Mqtt;

/// <summary>How a reconnecting client stands. Immutable.</summary>
/// <param name="IsConnected">Whether it is connected, and has its subscriptions.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Connections">Connections so far.</param>
/// <param name="Failures">Tries in a row that have failed, or connections that did not last.</param>
/// <param name="Reason">Why it is not connected, for a person; null when it is, or has only begun.</param>
/// <param name="Version">The version that is spoken.</param>
public sealed record MqttConnectionState(bool IsConnected, DateTimeOffset Since, long Connections, int Failures, string? Reason, MqttVersion Version);
