using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Diagnostics;

/// <summary>One payload that was refused, wholly or in part, as it is shown to whoever mends the device. Of a sample that was there
/// already, which is found after the acknowledgement, topic and payload are those that the contract gives it.</summary>
/// <param name="At">Arrival.</param>
/// <param name="Topic">As sent, cut to <see cref="DeviceDiagnostics.TopicBytesMaximum"/>.</param>
/// <param name="Point">Id of the point that it named; null when there is no such point.</param>
/// <param name="Reason">Why; a payload with several reasons is listed once for each.</param>
/// <param name="Name">Name of the first value that was refused for this reason; null when it is about no single value.</param>
/// <param name="Count">How many values or elements of the payload were refused for this reason.</param>
/// <param name="Bytes">The payload's whole length.</param>
/// <param name="Head">Its first <see cref="DeviceDiagnostics.HeadBytesMaximum"/> bytes as text, secrets masked.</param>
public sealed record RefusedPayload(
    Instant At,
    string Topic,
    string? Point,
    RejectReason Reason,
    string? Name,
    int Count,
    int Bytes,
    string Head);
