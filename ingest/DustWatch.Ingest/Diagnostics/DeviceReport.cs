using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Diagnostics;

/// <summary>What a device sent and what became of it, at one moment.</summary>
/// <param name="Device">Its id, or <see cref="IntakeDiagnostics.AnonymousDevice"/>.</param>
/// <param name="LastSeen">When it last sent anything; null when it never did.</param>
/// <param name="Taken">Samples taken.</param>
/// <param name="Refused">Values refused, by reason; reasons that did not occur are absent.</param>
/// <param name="Refusals">The last refusals, newest first.</param>
public sealed record DeviceReport(
    string Device,
    Instant? LastSeen,
    long Taken,
    IReadOnlyDictionary<RejectReason, long> Refused,
    IReadOnlyList<RefusedPayload> Refusals);
