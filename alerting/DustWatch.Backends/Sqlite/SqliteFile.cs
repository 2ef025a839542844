using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DustWatch.Backends.Sqlite;

/// <summary>One connection to one file, with its prepared statements. One thread at a time; all else is the owner's affair.</summary>
internal sealed class SqliteFile : IDisposable
{
    private const int WriterBusyMilliseconds = 250;
    private const int ReaderBusyMilliseconds = 5_000;
    private const string SelectVersion = "PRAGMA user_version";
    private const string Main = "main";

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private SqliteFile(string path, SqliteOpenMode mode)
    {
        // Pooling by the framework keeps files open after a close and does not know our statements.
        var builder = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false };
        _connection = new SqliteConnection(builder.ToString());
    }

    private sqlite3 Handle => _connection.Handle ?? throw new ObjectDisposedException(nameof(SqliteFile));

    /// <summary>The connection that writes: write-ahead log, made when it is not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isDurable"><see langword="true"/>: what is committed survives a power cut (FULL); <see langword="false"/>: it survives the process (NORMAL).</param>
    /// <param name="canShrink">Whether a file that is made now can give free pages back (<c>PRAGMA incremental_vacuum</c>), for a page of links in a thousand.</param>
    public static SqliteFile OpenWriter(string path, bool isDurable, bool canShrink = false)
    {
        var file = new SqliteFile(path, SqliteOpenMode.ReadWriteCreate);
        return file.Open(
            $"PRAGMA busy_timeout = {WriterBusyMilliseconds};" +
            (canShrink ? "PRAGMA auto_vacuum = INCREMENTAL;" : string.Empty) + // before anything is written
            "PRAGMA journal_mode = WAL;" +
            $"PRAGMA synchronous = {(isDurable ? "FULL" : "NORMAL")};" +
            "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 67108864; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;");
    }

    /// <summary>A connection that only reads; the file must be there.</summary>
    public static SqliteFile OpenReader(string path)
    {
        var file = new SqliteFile(path, SqliteOpenMode.ReadWrite);
        return file.Open($"PRAGMA busy_timeout = {ReaderBusyMilliseconds}; PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;");
    }

    /// <summary>A file that somebody else copies into; nothing in it is durable before its owner says so.</summary>
    public static SqliteFile OpenCopy(string path) => new SqliteFile(path, SqliteOpenMode.ReadWriteCreate).Open("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");

    /// <summary>Rows that the last insert, update or delete changed.</summary>
    public int Changes => raw.sqlite3_changes(Handle);

    /// <summary>Number of its format; 0 of an empty file.</summary>
    public int Version => (int)Number(SelectVersion);

    /// <summary>The whole number that a pragma or a query of one row and column gives.</summary>
    public long Number(string sql)
    {
        var row = Prepare(sql);
        var number = row.Step() ? row.Long(0) : 0;
        row.Reset();
        return number;
    }

    /// <summary>The statement of this text, prepared once. Not to be used inside its own rows.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new SqliteStatement(Handle, sql);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>Runs one or several statements without parameters.</summary>
    public void Execute(string sql) =>
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(Handle, sql), Handle);

    /// <summary>
    /// Makes the tables of an empty file, or brings a file of an earlier format to this one: in one transaction, after a copy of it was put beside it
    /// (<c>NAME.vN</c>, N its format).
    /// </summary>
    /// <exception cref="IOException">A newer version made the file.</exception>
    public void Prepare(SqliteFormat format)
    {
        var found = Version;
        if (found > format.Version)
        {
            throw new IOException($"{_connection.DataSource} has format {found}, this version reads up to {format.Version}: start the version that made it.");
        }

        if (found == format.Version)
        {
            return;
        }

        if (found > 0)
        {
            Back(found);
        }

        // One transaction: each statement by itself would sync the disk, and half a migration is no format at all.
        var sql = found == 0 ? format.Schema : string.Join(";\n", format.Migrations.Skip(found - 1));
        try
        {
            Execute($"BEGIN IMMEDIATE; {sql}; PRAGMA user_version = {format.Version}; COMMIT");
        }
        catch (SqliteException) when (Version == format.Version)
        {
            Rollback(); // another process that opened it was faster
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    private void Back(int version)
    {
        var (copy, aside) = ($"{_connection.DataSource}.v{version}", $"{_connection.DataSource}.v{version}.tmp");
        File.Delete(aside);
        Prepare("VACUUM INTO ?").Bind(1, aside).Run();
        using (var file = new FileStream(aside, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, copy, overwrite: true);
        Durable.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(copy)) ?? ".");
    }

    public void Begin() => Prepare("BEGIN IMMEDIATE").Run();

    public void Commit() => Prepare("COMMIT").Run();

    /// <summary>Ends a transaction that may have been ended by the failure itself.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(Handle) == 0)
        {
            Prepare("ROLLBACK").Run();
        }
    }

    /// <summary>Copies all pages into a file without any: inside a transaction as they stood when that began.</summary>
    /// <param name="target">Made by <see cref="OpenCopy"/>.</param>
    /// <param name="pages">How many at a time.</param>
    /// <param name="copied">Told how many more have been copied.</param>
    /// <param name="cancellationToken">Leaves a copy that is not whole.</param>
    public void CopyTo(SqliteFile target, int pages, Action<long> copied, CancellationToken cancellationToken)
    {
        using var copying = raw.sqlite3_backup_init(target.Handle, Main, Handle, Main);
        if (copying.IsInvalid)
        {
            SqliteException.ThrowExceptionForRC(raw.sqlite3_errcode(target.Handle), target.Handle);
        }

        var done = 0L;
        int result;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            result = raw.sqlite3_backup_step(copying, pages);
            var sum = raw.sqlite3_backup_pagecount(copying) - raw.sqlite3_backup_remaining(copying);
            copied(sum - done);
            done = sum;
        }
        while (result == raw.SQLITE_OK);

        if (result != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(result, Handle);
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _connection.Dispose();
    }

    private SqliteFile Open(string pragmas)
    {
        try
        {
            _connection.Open();
            Execute(pragmas);
            return this;
        }
        catch (SqliteException)
        {
            Dispose();
            throw;
        }
    }
}
