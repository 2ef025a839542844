using System.Collections.Concurrent;

namespace DustWatch.Backends.Sqlite;

/// <summary>Connections that only read, kept for the next reader. Any thread.</summary>
internal sealed class SqliteReaders(string path) : IDisposable
{
    private const int KeptMaximum = 8;

    private readonly ConcurrentBag<SqliteFile> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Runs <paramref name="read"/> on a connection of its own. What it returns must not refer to the connection.</summary>
    public T Read<T>(Func<SqliteFile, T> read)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var file = _idle.TryTake(out var kept) ? kept : SqliteFile.OpenReader(path);
        var isWhole = false;
        try
        {
            var result = read(file);
            isWhole = true;
            return result;
        }
        finally
        {
            // A connection that failed may stand in the middle of a statement: the next reader gets a new one.
            if (isWhole && !_isDisposed && _idle.Count < KeptMaximum)
            {
                _idle.Add(file);
            }
            else
            {
                file.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryTake(out var file))
        {
            file.Dispose();
        }
    }
}
