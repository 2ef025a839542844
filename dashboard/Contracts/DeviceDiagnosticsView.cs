using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>What a device sent, and why some of it was refused.</summary>
internal sealed record DeviceDiagnosticsView(
    string Device,
    Instant? LastSeen,
    long Taken,
    IReadOnlyDictionary<string, long> Refused,
    IReadOnlyList<RefusedPayloadView> Refusals,
    IReadOnlyList<QuarantinedView> Quarantined);
