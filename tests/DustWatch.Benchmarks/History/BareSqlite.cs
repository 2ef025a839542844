using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.Log;

namespace DustWatch.Benchmarks.History;

/// <summary>The same table by hand: one statement, prepared once, a transaction a record. No positions, no quarantine, no readers.</summary>
internal sealed class BareSqlite : IDisposable
{
    private const string Schema = "CREATE TABLE sample (point INTEGER, quantity INTEGER, t INTEGER, value INTEGER, flag INTEGER, PRIMARY KEY (point, quantity, t)) WITHOUT ROWID";
    private const string Insert = "INSERT OR IGNORE INTO sample (point, quantity, t, value, flag) VALUES (?, ?, ?, ?, ?)";

    private readonly SqliteFile _file;
    private readonly SqliteStatement _insert;

    public BareSqlite(string path)
    {
        _file = SqliteFile.OpenWriter(path, isDurable: false);
        _file.Prepare(Schema).Run();
        _insert = _file.Prepare(Insert);
    }

    public void Write(IReadOnlyList<LogRecord> records)
    {
        foreach (var record in records)
        {
            _file.Begin();
            foreach (ref readonly var sample in ((SampleBatch)record).Samples.Span)
            {
                _insert.Bind(1, sample.Point).Bind(2, (long)sample.Quantity).Bind(3, sample.Time.Milliseconds).Bind(4, sample.Value).Bind(5, (long)sample.Flag).Run();
            }

            _file.Commit();
        }
    }

    public void Dispose() => _file.Dispose();
}
