namespace DustWatch.Backends.Sqlite;

/// <summary>
/// The tables of <c>ledger.db</c>. Times are ms UTC; levels, roles and kinds the numbers of their enums. Only <c>entry</c> is hashed; alerts, keys and
/// positions can be told from it.
/// </summary>
internal static class LedgerSchema
{
    /// <summary>Of the file's format.</summary>
    public static readonly SqliteFormat Format = new(Sql, Migrations: [Rules, Verdicts]);

    private const string Rules = "CREATE TABLE IF NOT EXISTS rules (version INTEGER PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL)";

    // Some files of format 2 have them already.
    private const string Verdicts =
        """
        CREATE TABLE IF NOT EXISTS verdict (
          at INTEGER NOT NULL, point TEXT NOT NULL, rule TEXT NOT NULL, shift TEXT NOT NULL, revision INTEGER NOT NULL,
          is_withdrawn INTEGER NOT NULL, seq INTEGER NOT NULL UNIQUE,
          PRIMARY KEY (at, point, rule, shift, revision)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS verdict_point ON verdict (point, at);
        CREATE INDEX IF NOT EXISTS transition_point ON transition (point, at);
        CREATE INDEX IF NOT EXISTS alert_last ON alert (point, rule, ifnull(until, 9223372036854775807), since);
        DROP INDEX IF EXISTS alert_newest
        """;

    private const string Sql =
        """
        CREATE TABLE IF NOT EXISTS entry (
          seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, actor TEXT, body TEXT NOT NULL, hash BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS transition (
          at INTEGER NOT NULL, point TEXT NOT NULL, rule TEXT NOT NULL, n INTEGER NOT NULL, revision INTEGER NOT NULL,
          reason INTEGER NOT NULL, seq INTEGER NOT NULL UNIQUE,
          PRIMARY KEY (at, point, rule, n, revision)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS transition_point ON transition (point, at);
        CREATE TABLE IF NOT EXISTS verdict (
          at INTEGER NOT NULL, point TEXT NOT NULL, rule TEXT NOT NULL, shift TEXT NOT NULL, revision INTEGER NOT NULL,
          is_withdrawn INTEGER NOT NULL, seq INTEGER NOT NULL UNIQUE,
          PRIMARY KEY (at, point, rule, shift, revision)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS verdict_point ON verdict (point, at);
        CREATE TABLE IF NOT EXISTS alert (
          id TEXT PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, point TEXT NOT NULL, rule TEXT NOT NULL, enterprise TEXT NOT NULL, district TEXT,
          level INTEGER NOT NULL, state INTEGER NOT NULL, is_stale INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER, body TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS alert_last ON alert (point, rule, ifnull(until, 9223372036854775807), since);
        CREATE INDEX IF NOT EXISTS alert_district ON alert (district, seq);
        CREATE INDEX IF NOT EXISTS alert_enterprise ON alert (enterprise, seq);
        CREATE TABLE IF NOT EXISTS alert_entry (alert TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (alert, seq)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS shard (shard INTEGER PRIMARY KEY, position INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS user (
          name TEXT PRIMARY KEY, role INTEGER NOT NULL, district TEXT, enterprise TEXT, password_hash TEXT) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS link (
          selector INTEGER NOT NULL, hash BLOB NOT NULL, user TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE,
          expires INTEGER NOT NULL, is_reusable INTEGER NOT NULL, PRIMARY KEY (selector, hash)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS link_user ON link (user);
        CREATE TABLE IF NOT EXISTS bearer (
          selector INTEGER NOT NULL, hash BLOB NOT NULL, user TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE,
          kind INTEGER NOT NULL, expires INTEGER NOT NULL, PRIMARY KEY (selector, hash)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS bearer_user ON bearer (user);
        CREATE TABLE IF NOT EXISTS device (id TEXT PRIMARY KEY, points TEXT NOT NULL, hash BLOB) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS device_hash ON device (hash);
        CREATE TABLE IF NOT EXISTS registry (version INTEGER PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS rules (version INTEGER PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL);
        """;
}
