namespace DustWatch.Alerting.Book;

/// <summary>The last entry of a ledger. Kept elsewhere (anchored), it shows later that nothing before it was cut or changed.</summary>
/// <param name="Seq">Its number; 0 for an empty ledger.</param>
/// <param name="Hash">Its SHA-256; 32 zero bytes for an empty ledger.</param>
public sealed record LedgerHead(long Seq, ReadOnlyMemory<byte> Hash)
{
    /// <summary>Of a ledger without entries.</summary>
    public static LedgerHead Empty { get; } = new(0, new byte[32]);
}
