using Microsoft.Data.Sqlite;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// One of our files as it stood when this was made, whatever is written to it meanwhile by this process or another. While it is open the file's write-ahead log
/// cannot begin anew. One thread at a time.
/// </summary>
public sealed class SqliteSnapshot : IDisposable
{
    private const int PagesAtATime = 2_048;

    private readonly SqliteFile _file;
    private readonly long _pageBytes;

    /// <summary>Opens a file that is there.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public SqliteSnapshot(string path)
    {
        Path = path;
        try
        {
            _file = SqliteFile.OpenReader(path);
            _file.Execute("BEGIN; SELECT count(*) FROM sqlite_schema;"); // the first read is what settles it
            _pageBytes = Number("PRAGMA page_size");
            Length = _pageBytes * Number("PRAGMA page_count");
        }
        catch (SqliteException e)
        {
            _file?.Dispose();
            throw new IOException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Bytes that a copy takes.</summary>
    public long Length { get; }

    /// <summary>Writes it to a file that is not there yet, complete by itself, without a write-ahead log.</summary>
    /// <param name="target">The new file.</param>
    /// <param name="copied">Told how many more bytes have been copied.</param>
    /// <param name="cancellationToken">Leaves a copy that is not whole.</param>
    /// <exception cref="IOException">One of the two files refuses; the copy is not whole.</exception>
    public void CopyTo(string target, Action<long> copied, CancellationToken cancellationToken)
    {
        try
        {
            using var copy = SqliteFile.OpenCopy(target);
            _file.CopyTo(copy, PagesAtATime, pages => copied(pages * _pageBytes), cancellationToken);
        }
        catch (SqliteException e)
        {
            throw new IOException($"{Path} cannot be copied to {target}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>The numbers of a query's first column; null in it counts as 0.</summary>
    internal IReadOnlyList<long> Numbers(string sql)
    {
        var found = new List<long>();
        var rows = _file.Prepare(sql);
        while (rows.Step())
        {
            found.Add(rows.Long(0));
        }

        return found;
    }

    private long Number(string sql) => Numbers(sql) is [var number, ..] ? number : 0;
}
