using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>A payload that was refused, wholly or in part.</summary>
internal sealed record RefusedPayloadView(Instant At, string Topic, string? Point, string Reason, string? Name, int Count, int Bytes, string Payload);
