using DustWatch.Measurements;
using Microsoft.Data.Sqlite;

namespace DustWatch.Benchmarks.Log;

/// <summary>What is written without thinking of a log: a row a sample, by one prepared command, as many in a transaction as the log has in a batch; durable as the log is.</summary>
internal sealed class RowFile : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteParameter[] _parameters;

    public RowFile(string path, bool isNew = true)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        if (isNew)
        {
            Execute("CREATE TABLE sample (point INTEGER, quantity INTEGER, t INTEGER, value INTEGER, flag INTEGER)");
        }

        _insert = _connection.CreateCommand();
        _insert.CommandText = "INSERT INTO sample VALUES ($0, $1, $2, $3, $4)";
        _parameters = [.. Enumerable.Range(0, 5).Select(i => _insert.Parameters.Add($"${i}", SqliteType.Integer))];
        _insert.Prepare();
    }

    public void Append(ReadOnlySpan<Sample> samples)
    {
        using var transaction = _connection.BeginTransaction();
        _insert.Transaction = transaction;
        foreach (ref readonly var sample in samples)
        {
            (_parameters[0].Value, _parameters[1].Value, _parameters[2].Value) = (sample.Point, (int)sample.Quantity, sample.Time.Milliseconds);
            (_parameters[3].Value, _parameters[4].Value) = (sample.Value, (int)sample.Flag);
            _insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public long ReadAll()
    {
        using var select = _connection.CreateCommand();
        select.CommandText = "SELECT point, quantity, t, value, flag FROM sample";
        using var rows = select.ExecuteReader();
        var (count, sum) = (0L, 0L);
        while (rows.Read())
        {
            sum += rows.GetInt32(0) + rows.GetInt32(1) + rows.GetInt64(2) + rows.GetInt64(3) + rows.GetInt32(4);
            count++;
        }

        return sum == 0 ? 0 : count;
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // constant texts
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
