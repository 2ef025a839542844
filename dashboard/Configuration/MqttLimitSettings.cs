namespace DustWatch.Dashboard.Configuration;

/// <summary>What MQTT clients may, each and together.</summary>
/// <param name="MaxConnections">Open connections.</param>
/// <param name="MaxConnectionsPerAddress">Open connections of one address.</param>
/// <param name="MaxSessions">Sessions, those without a connection included.</param>
/// <param name="MaxQueued">Messages that wait for one client.</param>
/// <param name="SessionExpiry">The longest that a session outlives its connection.</param>
/// <param name="BanAfter">Failures of one user name from one address that keep it out; 0 for no bans.</param>
/// <param name="BanFor">How long.</param>
internal sealed record MqttLimitSettings(int MaxConnections, int MaxConnectionsPerAddress, int MaxSessions, int MaxQueued, TimeSpan SessionExpiry, int BanAfter, TimeSpan BanFor);
