using Microsoft.Data.Sqlite;

namespace DustWatch.Tests.Backends;

/// <summary>Somebody else with the file: looks into it, tampers with it, locks it.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;

    public SqliteSession(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
    }

    public void Execute(string sql) => Command(sql).ExecuteNonQuery();

    public object? Read(string sql) => Command(sql).ExecuteScalar();

    public void Dispose() => _connection.Dispose();

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // constant texts of these tests
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
