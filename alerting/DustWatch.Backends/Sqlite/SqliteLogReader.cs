using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using Microsoft.Data.Sqlite;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Reads a stretch of <c>log.db</c> and writes nothing, also while another process appends to it: what is there when this is opened is what it knows.
/// One thread.
/// </summary>
public sealed class SqliteLogReader : IDisposable
{
    private const string SelectEnd = "SELECT max(position) FROM record";
    private const string SelectAt = "SELECT at FROM record WHERE position = ?";

    private static readonly SampleLogLimits Limits = new();

    private readonly SqliteFile _file;
    private readonly long _first;
    private readonly long _end;

    /// <summary>Opens a log that is there.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public SqliteLogReader(string path)
    {
        try
        {
            _file = SqliteFile.OpenReader(path);
            _first = LogFile.ReadCut(_file).Position + 1;
            _end = Math.Max(_file.Number(SelectEnd), _first - 1);
        }
        catch (SqliteException e)
        {
            _file?.Dispose();
            throw new IOException($"The log {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>When the oldest record that is here was taken; <see cref="Instant.Never"/> when there is none.</summary>
    public Instant FirstAt => _end < _first ? Instant.Never : AtOf(_first);

    /// <summary>Whether every record after <paramref name="time"/> that there ever was is still here.</summary>
    public bool Covers(Instant time) => _end >= _first && (_first == 1 || FirstAt <= time);

    /// <summary>Position of the first record taken after <paramref name="time"/>; one past the end when there is none.</summary>
    public long FirstAfter(Instant time)
    {
        var (low, high) = (_first, _end + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (AtOf(middle) > time)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    /// <summary>Records <paramref name="first"/> to <paramref name="last"/>, in pages; a page is good until the next is asked for.</summary>
    /// <exception cref="InvalidDataException">A record is damaged or missing.</exception>
    public IEnumerable<IReadOnlyList<LogRecord>> Read(long first, long last)
    {
        var page = new List<LogRecord>();
        for (var position = first - 1; position < last; position = page[^1].Position)
        {
            page.Clear();
            LogFile.ReadPage(_file, position, last, Limits, page);
            yield return page;
        }
    }

    /// <summary>Every record from <paramref name="position"/> on that is here, in pages as <see cref="Read"/> gives them.</summary>
    /// <exception cref="InvalidDataException">A record is damaged or missing.</exception>
    public IEnumerable<IReadOnlyList<LogRecord>> ReadFrom(long position) => Read(Math.Max(position, _first), _end);

    /// <summary>The newest registry at or before <paramref name="position"/>, or null.</summary>
    public RegistryChange? FindRegistry(long position) => LogFile.FindRegistry(_file, position);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private Instant AtOf(long position)
    {
        var row = _file.Prepare(SelectAt).Bind(1, position);
        var at = row.Step() ? new Instant(row.Long(0)) : throw new InvalidDataException($"Record {position} of the log is missing.");
        row.Reset();
        return at;
    }
}
