namespace DustWatch.Backends;

/// <summary>What files take of a disk, and what it has left.</summary>
public static class DiskSpace
{
    /// <summary>Bytes that this user may still write where <paramref name="folder"/> is; <see cref="long.MaxValue"/> when that cannot be told.</summary>
    public static long FreeBytesOf(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return long.MaxValue;
        }
    }

    /// <summary>Bytes of a SQLite file with its write-ahead log; 0 when it is not there.</summary>
    public static long BytesOf(string path) => LengthOf(path) + LengthOf(path + "-wal");

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
