namespace DustWatch.Backends.Sqlite;

/// <summary>The tables of <c>history.db</c>. What is in a <c>body</c> is told by <see cref="HistoryChunk"/>, <see cref="HistoryHour"/> and <see cref="HistoryShifts"/>.</summary>
internal static class HistorySchema
{
    /// <summary>The present format, and how earlier files come to it.</summary>
    public static readonly SqliteFormat Format = new(Schema, Migrations: [Chunks, Summaries, RowsAreGathered, Checksums]);

    private const string Chunks =
        """
        CREATE TABLE IF NOT EXISTS chunk (
          id INTEGER PRIMARY KEY, point INTEGER NOT NULL, quantity INTEGER NOT NULL, start INTEGER NOT NULL, body BLOB NOT NULL,
          UNIQUE (point, quantity, start));
        CREATE INDEX IF NOT EXISTS chunk_start ON chunk (start);
        """;

    private const string Summaries =
        """
        CREATE TABLE IF NOT EXISTS minute (
          point INTEGER NOT NULL, quantity INTEGER NOT NULL, start INTEGER NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY (point, quantity, start)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS minute_start ON minute (start);
        CREATE TABLE IF NOT EXISTS shift (
          point INTEGER NOT NULL, quantity INTEGER NOT NULL, start INTEGER NOT NULL, until INTEGER NOT NULL, name TEXT NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY (point, quantity, start, until)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS shift_start ON shift (start);
        CREATE TABLE IF NOT EXISTS open_shift (
          point INTEGER NOT NULL, quantity INTEGER NOT NULL, start INTEGER NOT NULL, until INTEGER NOT NULL, name TEXT NOT NULL,
          PRIMARY KEY (point, quantity, start, until)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS open_shift_until ON open_shift (until);
        CREATE TABLE IF NOT EXISTS tier (id INTEGER PRIMARY KEY CHECK (id = 1), summed INTEGER NOT NULL, backlog INTEGER NOT NULL, forgotten INTEGER NOT NULL);
        INSERT OR IGNORE INTO tier (id, summed, backlog, forgotten) SELECT 1, 0, ifnull(max(id), 0), 0 FROM chunk;
        """;

    private const string RowsAreGathered = "SELECT 1"; // by the first write, as it takes more than SQL

    // Null in rows of an earlier format: what they were is not known for certain.
    private const string Checksums =
        """
        ALTER TABLE chunk ADD COLUMN checksum INTEGER;
        ALTER TABLE minute ADD COLUMN checksum INTEGER;
        ALTER TABLE shift ADD COLUMN checksum INTEGER;
        """;

    private const string Schema = Chunks + Summaries + Checksums +
        """
        CREATE TABLE IF NOT EXISTS quarantine (
          position INTEGER PRIMARY KEY, at INTEGER NOT NULL, device TEXT NOT NULL, reason TEXT NOT NULL,
          point INTEGER NOT NULL, quantity INTEGER NOT NULL, t INTEGER NOT NULL, value INTEGER NOT NULL, flag INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS quarantine_device ON quarantine (device, position);
        CREATE INDEX IF NOT EXISTS quarantine_at ON quarantine (at);
        CREATE TABLE IF NOT EXISTS consumer (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL);
        INSERT OR IGNORE INTO consumer (id, position) VALUES (1, 0);
        """;
}
