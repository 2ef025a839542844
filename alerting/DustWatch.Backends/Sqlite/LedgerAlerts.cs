using System.Buffers;
using System.Text;
using System.Text.Json;
using DustWatch.Alerting.Book;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>The alerts as rows: columns to find them by, and the whole as JSON.</summary>
internal static class LedgerAlerts
{
    private const string Save =
        """
        INSERT OR REPLACE INTO alert (id, seq, point, rule, enterprise, district, level, state, is_stale, since, until, body)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private const string Link = "INSERT OR IGNORE INTO alert_entry (alert, seq) VALUES (?, ?)";
    private const string SelectOne = "SELECT body FROM alert WHERE id = ?";
    // One that is active has no end; one that was withdrawn ended when it began.
    private const string Until = "ifnull(until, 9223372036854775807)";
    private const string SelectNewest = $"SELECT body FROM alert WHERE point = ? AND rule = ? ORDER BY {Until} DESC, since DESC LIMIT 1";
    private const string SelectSince = $"SELECT body FROM alert WHERE point = ? AND rule = ? AND {Until} >= ? ORDER BY since";
    private const string SelectBefore = $"SELECT body FROM alert WHERE point = ? AND rule = ? AND {Until} < ? ORDER BY {Until} DESC, since DESC LIMIT 1";
    private const string SelectChanged = "SELECT body FROM alert WHERE seq > ? ORDER BY seq LIMIT ?";

    private static readonly string[] States = ["CLEARED_UNACK", "ACTIVE_UNACK", "CLEARED_ACK", "ACTIVE_ACK"]; // [bit 0: active, bit 1: acknowledged]

    public static void Write(SqliteFile file, Alert alert)
    {
        var body = new ArrayBufferWriter<byte>();
        AlertJson.Write(alert with { Projection = null }, body);
        file.Prepare(Save)
            .Bind(1, alert.Id)
            .Bind(2, alert.Seq)
            .Bind(3, alert.Point)
            .Bind(4, alert.Rule)
            .Bind(5, alert.Enterprise)
            .Bind(6, alert.District)
            .Bind(7, (long)alert.Level)
            .Bind(8, Array.IndexOf(States, alert.State))
            .Bind(9, alert.IsStale ? 1 : 0)
            .Bind(10, alert.Since.Milliseconds)
            .Bind(11, alert.Until?.Milliseconds)
            .Bind(12, Encoding.UTF8.GetString(body.WrittenSpan))
            .Run();
        LinkTo(file, alert.Id, alert.Seq);
    }

    /// <summary>Notes that an entry is about an alert.</summary>
    public static void LinkTo(SqliteFile file, string alert, long seq) => file.Prepare(Link).Bind(1, alert).Bind(2, seq).Run();

    /// <summary>The alerts of a point and rule that were active at <paramref name="from"/> or later, and the one before them, by start.</summary>
    public static List<Alert> ReadSince(SqliteFile file, string point, string rule, Instant from)
    {
        var before = ReadAll(file.Prepare(SelectBefore).Bind(1, point).Bind(2, rule).Bind(3, from.Milliseconds));
        return [.. before, .. ReadAll(file.Prepare(SelectSince).Bind(1, point).Bind(2, rule).Bind(3, from.Milliseconds))];
    }

    public static Alert? Find(SqliteFile file, string id) => ReadAll(file.Prepare(SelectOne).Bind(1, id)).SingleOrDefault();

    public static Alert? FindNewest(SqliteFile file, string point, string rule) =>
        ReadAll(file.Prepare(SelectNewest).Bind(1, point).Bind(2, rule)).SingleOrDefault();

    public static List<Alert> ReadChangedAfter(SqliteFile file, long seq, int limit) =>
        ReadAll(file.Prepare(SelectChanged).Bind(1, seq).Bind(2, limit));

    public static List<Alert> Read(SqliteFile file, AlertFilter filter)
    {
        var sql = new StringBuilder("SELECT body FROM alert WHERE 1");
        var values = new List<object>();
        void Where(string condition, object? value)
        {
            if (value is not null)
            {
                sql.Append(" AND ").Append(condition);
                values.Add(value);
            }
        }

        Where("(1 << level) & ?", filter.Levels?.Aggregate(0L, (bits, level) => bits | (1L << (int)level)));
        Where($"{(filter.TakesStale ? "" : "is_stale = 0 AND ")}(1 << state) & ?", filter.States?.Aggregate(0L, (bits, state) => bits | (1L << StateOf(state))));
        Where("district = ?", filter.District);
        Where("enterprise = ?", filter.Enterprise);
        Where("point = ?", filter.Point);
        Where("(until IS NULL OR until >= ?)", filter.From?.Milliseconds);
        Where("since <= ?", filter.To?.Milliseconds);
        Where("seq < ?", filter.BeforeSeq);
        sql.Append(" ORDER BY seq DESC LIMIT ?");
        values.Add((long)filter.Limit);

        // The conditions are constants, so there are few texts, and each stays prepared.
        var rows = file.Prepare(sql.ToString());
        for (var i = 0; i < values.Count; i++)
        {
            _ = values[i] is long number ? rows.Bind(i + 1, number) : rows.Bind(i + 1, (string)values[i]);
        }

        return ReadAll(rows);
    }

    private static int StateOf(string state) => Array.IndexOf(States, state) is var bit and >= 0
        ? bit
        : throw new ArgumentException($"{state} is no state of an alert; they are {string.Join(", ", States)}.", nameof(state));

    private static List<Alert> ReadAll(SqliteStatement rows)
    {
        var alerts = new List<Alert>();
        while (rows.Step())
        {
            using var json = JsonDocument.Parse(rows.Text(0));
            alerts.Add(AlertJson.Read(json.RootElement));
        }

        return alerts;
    }
}
