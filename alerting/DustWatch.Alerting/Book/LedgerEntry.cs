using DustWatch.Measurements;

namespace DustWatch.Alerting.Book;

/// <summary>One entry of the append-only, hash-chained ledger.</summary>
/// <param name="Seq">From 1, without holes; commit order.</param>
/// <param name="At">Server time of the commit.</param>
/// <param name="Kind"><c>transition</c>, <c>verdict</c>, <c>verdict-withdrawn</c>, <c>revise</c>, <c>acknowledge</c>, <c>user</c>, <c>device</c>, <c>registry</c>, …</param>
/// <param name="Actor">User name, or null for the system.</param>
/// <param name="Body">JSON, as hashed.</param>
/// <param name="Hash">SHA-256 over the hash of the entry before it and this entry's fields (<see cref="LedgerChain"/>).</param>
public sealed record LedgerEntry(long Seq, Instant At, string Kind, string? Actor, string Body, ReadOnlyMemory<byte> Hash);
