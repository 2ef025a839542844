namespace DustWatch.Dashboard.Backup;

/// <summary>One file of a backup.</summary>
/// <param name="Name">Below the data folder, with <c>/</c>.</param>
/// <param name="Length">Bytes, unpacked.</param>
/// <param name="Sha256">Of its bytes, unpacked; lower-case hex.</param>
internal sealed record BackupEntry(string Name, long Length, string Sha256);
