using System.Security.Cryptography;
using System.Text;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Book;

/// <summary>
/// The ledger's hash chain, so plain that a shell can verify it: an entry's hash is the SHA-256 of six lines of UTF-8 text, joined by line feeds (U+000A),
/// none at the end.
/// <code>
/// entry    = previous LF seq LF at LF kind LF actor LF body
/// previous = 64HEXDIG   ; lower case, the hash of the entry before; 64 zeros before the first
/// seq      = 1*DIGIT    ; decimal, from 1, without holes
/// at       = date-time  ; RFC 3339, UTC, milliseconds: 2025-03-03T00:25:00.000Z
/// kind     = 1*VCHAR
/// actor    = *VCHAR     ; empty for the system
/// body     = JSON       ; as stored, without line feeds
/// </code>
/// No field holds a control character, so no two entries read the same.
/// </summary>
public static class LedgerChain
{
    /// <summary>Hash of an entry.</summary>
    /// <param name="previous">Hash of the entry before it; 32 zero bytes before the first.</param>
    /// <param name="seq">Its number.</param>
    /// <param name="at">Server time of the commit.</param>
    /// <param name="kind">Not empty.</param>
    /// <param name="actor">User name, or null for the system.</param>
    /// <param name="body">JSON.</param>
    /// <returns>32 bytes.</returns>
    public static byte[] HashOf(ReadOnlySpan<byte> previous, long seq, Instant at, string kind, string? actor, string body) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Convert.ToHexStringLower(previous)}\n{seq}\n{at}\n{kind}\n{actor}\n{body}"));

    /// <summary>Whether the fields can stand in an entry.</summary>
    public static bool IsWritable(string kind, string? actor, string body) =>
        IsLine(kind) && (actor is null || IsLine(actor)) && IsLine(body);

    private static bool IsLine(string text) => text.Length > 0 && !text.Any(char.IsControl);
}
