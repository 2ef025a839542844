using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>
/// The ledger's entry of the transition, whole, so that its hash can be computed again: SHA-256 of <c>previous</c>, <c>seq</c>, <c>at</c>, <c>kind</c>,
/// <c>actor</c>, <c>body</c>, joined by line feeds. And the hash of the samples.
/// </summary>
/// <param name="Seq">The entry's number.</param>
/// <param name="At">Server time of its commit.</param>
/// <param name="Kind">Of the entry.</param>
/// <param name="Actor">Empty for the system.</param>
/// <param name="Body">As hashed.</param>
/// <param name="Previous">Hash of the entry before it.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Samples">SHA-256 of <c>samples</c> as RFC 8785 writes JSON.</param>
public sealed record EvidenceHashesView(long Seq, Instant At, string Kind, string Actor, string Body, string Previous, string Hash, string Samples);
