using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>Whether a point sends.</summary>
/// <param name="IsOnline">Something of it arrived in the last <see cref="Limits.OfflineAfter"/>, and its device has not said otherwise since.</param>
/// <param name="Since">Since when it does, or does not.</param>
/// <param name="LastSeen">Arrival of the last sample of any quantity or flag.</param>
internal readonly record struct Presence(bool IsOnline, Instant Since, Instant LastSeen);
