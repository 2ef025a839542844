namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Log, ledger and history at one moment, so that they fit together: the log goes at least as far as what the others have taken, since it is looked at last. One
/// thread at a time.
/// </summary>
public sealed class StorageSnapshot : IDisposable
{
    private const string SelectFirst = "SELECT ifnull(min(position), 0) FROM record";
    private const string CountCuts = "SELECT count(*) FROM sqlite_master WHERE name = 'cut'"; // not up to format 3
    private const string SelectFirstKept = "SELECT ifnull(min(position), 0) FROM record WHERE position > (SELECT position FROM cut)"; // below it some registries and rules stand
    private const string SelectEnd = "SELECT ifnull(max(position), 0) FROM record";
    private const string SelectHistory = "SELECT ifnull(max(position), 0) FROM consumer";
    private const string SelectHead = "SELECT ifnull(max(seq), 0) FROM entry";

    private readonly long _history;

    /// <summary>Looks at the three files, which are there.</summary>
    /// <exception cref="IOException">One of them cannot be read.</exception>
    public StorageSnapshot(string log, string ledger, string history)
    {
        var files = new List<SqliteSnapshot>();
        try
        {
            foreach (var path in new[] { ledger, history, log })
            {
                files.Add(new SqliteSnapshot(path));
            }
        }
        catch (IOException)
        {
            files.ForEach(file => file.Dispose());
            throw;
        }

        Files = files;
        LedgerHead = files[0].Numbers(SelectHead)[0];
        _history = files[1].Numbers(SelectHistory)[0];
        LogFirst = files[2].Numbers(files[2].Numbers(CountCuts)[0] > 0 ? SelectFirstKept : SelectFirst)[0];
        LogEnd = files[2].Numbers(SelectEnd)[0];
    }

    /// <summary>Ledger, history, log.</summary>
    public IReadOnlyList<SqliteSnapshot> Files { get; }

    /// <summary>Number of the ledger's last entry; 0 when there is none.</summary>
    public long LedgerHead { get; }

    /// <summary>Position of the log's first record; 0 when it is empty.</summary>
    public long LogFirst { get; }

    /// <summary>Position of the log's last record; 0 when it is empty.</summary>
    public long LogEnd { get; }

    /// <summary>Whether the log still holds all that the history has not taken and that comes after these checkpoints.</summary>
    /// <param name="checkpoints">The newest position of each shard, 0 where there is none.</param>
    public bool GoesOnFrom(IEnumerable<long> checkpoints) => checkpoints.Append(_history).All(position => LogFirst <= position + 1);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in Files)
        {
            file.Dispose();
        }
    }
}
