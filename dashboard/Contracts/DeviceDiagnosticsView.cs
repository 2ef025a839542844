using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>What a device or an external broker sent, and why some of it was refused.</summary>
/// <param name="Device">Its id; of a broker host and port.</param>
/// <param name="LastSeen">When it last sent anything.</param>
/// <param name="Taken">Samples taken since the server started.</param>
/// <param name="Refused">Values refused since then, by reason.</param>
/// <param name="Refusals">The last of them, newest first.</param>
/// <param name="Quarantined">Samples set aside, newest first.</param>
/// <param name="MqttPort">Where devices connect; null when the endpoint is off.</param>
/// <param name="Broker">How the connection to it stands, when it is an external broker.</param>
internal sealed record DeviceDiagnosticsView(
    string Device,
    Instant? LastSeen,
    long Taken,
    IReadOnlyDictionary<string, long> Refused,
    IReadOnlyList<RefusedPayloadView> Refusals,
    IReadOnlyList<QuarantinedView> Quarantined,
    int? MqttPort,
    BrokerView? Broker = null);
