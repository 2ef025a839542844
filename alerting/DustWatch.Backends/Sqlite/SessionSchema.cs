namespace DustWatch.Backends.Sqlite;

/// <summary>The tables of <c>sessions.db</c>. Times are ms UTC, states and QoS the numbers of their enums.</summary>
internal static class SessionSchema
{
    /// <summary>Of the file.</summary>
    public static readonly SqliteFormat Format = new(Sql, Migrations: []);

    private const string Sql =
        """
        CREATE TABLE IF NOT EXISTS session (
          key TEXT PRIMARY KEY, expiry INTEGER NOT NULL, disconnected INTEGER,
          will_topic BLOB, will_payload BLOB, will_properties BLOB, will_qos INTEGER, will_retain INTEGER, will_delay INTEGER) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS subscription (
          session TEXT NOT NULL, filter TEXT NOT NULL, qos INTEGER NOT NULL, no_local INTEGER NOT NULL, as_published INTEGER NOT NULL, handling INTEGER NOT NULL,
          identifier INTEGER NOT NULL, shared INTEGER NOT NULL, PRIMARY KEY (session, filter)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS message (
          session TEXT NOT NULL, sequence INTEGER NOT NULL, state INTEGER NOT NULL, packet INTEGER NOT NULL, qos INTEGER NOT NULL, retain INTEGER NOT NULL, identifiers TEXT NOT NULL,
          topic BLOB NOT NULL, payload BLOB NOT NULL, properties BLOB NOT NULL, published_qos INTEGER NOT NULL, published_retain INTEGER NOT NULL, publisher TEXT, expires INTEGER,
          PRIMARY KEY (session, sequence)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS received (session TEXT NOT NULL, packet INTEGER NOT NULL, PRIMARY KEY (session, packet)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS retained (
          topic BLOB PRIMARY KEY, payload BLOB NOT NULL, properties BLOB NOT NULL, qos INTEGER NOT NULL, publisher TEXT, expires INTEGER) WITHOUT ROWID;
        """;

    public const string SaveSession = "INSERT OR REPLACE INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    public const string Subscribe = "INSERT OR REPLACE INTO subscription VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

    public const string Unsubscribe = "DELETE FROM subscription WHERE session = ? AND filter = ?";

    public const string Enqueue = "INSERT OR REPLACE INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    public const string Advance = "UPDATE message SET packet = ?, state = ? WHERE session = ? AND sequence = ?";

    public const string Dequeue = "DELETE FROM message WHERE session = ? AND sequence = ?";

    public const string Receive = "INSERT OR IGNORE INTO received VALUES (?, ?)";

    public const string Release = "DELETE FROM received WHERE session = ? AND packet = ?";

    public const string Retain = "INSERT OR REPLACE INTO retained VALUES (?, ?, ?, ?, ?, ?)";

    public const string Forget = "DELETE FROM retained WHERE topic = ?";

    public const string SelectSessions = "SELECT key, expiry, disconnected, will_topic, will_payload, will_properties, will_qos, will_retain, will_delay FROM session ORDER BY key";

    public const string SelectSubscriptions = "SELECT session, filter, qos, no_local, as_published, handling, identifier, shared FROM subscription";

    public const string SelectMessages =
        "SELECT session, sequence, state, packet, qos, retain, identifiers, topic, payload, properties, published_qos, published_retain, publisher, expires FROM message ORDER BY session, sequence";

    public const string SelectReceived = "SELECT session, packet FROM received";

    public const string SelectRetained = "SELECT topic, payload, properties, qos, publisher, expires FROM retained";

    /// <summary>All that is a session's.</summary>
    public static IReadOnlyList<string> Deletes { get; } =
    [
        "DELETE FROM session WHERE key = ?",
        "DELETE FROM subscription WHERE session = ?",
        "DELETE FROM message WHERE session = ?",
        "DELETE FROM received WHERE session = ?",
    ];
}
