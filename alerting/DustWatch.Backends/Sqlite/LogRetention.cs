namespace DustWatch.Backends.Sqlite;

/// <summary>What the log keeps. It is cut only where its readers have released it.</summary>
/// <param name="Age">How old records become; released ones that are older are cut.</param>
/// <param name="BytesMaximum">Bytes of records on disk. Above it released records are cut whatever their age; where none is left, samples wait.</param>
/// <param name="DiskBytesReserved">
/// Bytes of the disk that samples do not take, so that ledger, checkpoints and the cutting itself, which need room to make room, go on; 0 for none.
/// </param>
/// <param name="SlackBytes">
/// Bytes that stay free inside the file, or a quarter of what is in use when that is more: the next records take them. Moving pages to give them back costs as much
/// as writing them did.
/// </param>
public sealed record LogRetention(TimeSpan Age, long BytesMaximum, long DiskBytesReserved = 0, long SlackBytes = 64L << 20)
{
    /// <summary>Nothing is cut, nothing waits.</summary>
    public static LogRetention Everything { get; } = new(TimeSpan.MaxValue, long.MaxValue);
}
