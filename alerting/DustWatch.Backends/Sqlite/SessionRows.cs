using System.Globalization;
using DustWatch.Mqtt;

namespace DustWatch.Backends.Sqlite;

/// <summary>Reads what <c>sessions.db</c> holds. On a connection that nobody else uses meanwhile.</summary>
internal static class SessionRows
{
    /// <summary>All sessions, by their keys.</summary>
    public static IReadOnlyList<MqttStoredSession> ReadSessions(SqliteFile file)
    {
        var subscriptions = Read(file, SessionSchema.SelectSubscriptions, row => (Key: row.Text(0), Value: new MqttSubscription
        {
            Filter = row.Text(1),
            Qos = (MqttQos)row.Long(2),
            IsNoLocal = row.Long(3) != 0,
            IsRetainAsPublished = row.Long(4) != 0,
            RetainHandling = (MqttRetainHandling)row.Long(5),
            Identifier = (int)row.Long(6),
            IsShared = row.Long(7) != 0,
        })).ToLookup(s => s.Key, s => s.Value, StringComparer.Ordinal);
        var messages = Read(file, SessionSchema.SelectMessages, row => (Key: row.Text(0), Value: ReadMessage(row))).ToLookup(m => m.Key, m => m.Value, StringComparer.Ordinal);
        var received = Read(file, SessionSchema.SelectReceived, row => (Key: row.Text(0), Value: (ushort)row.Long(1))).ToLookup(r => r.Key, r => r.Value, StringComparer.Ordinal);
        return Read(file, SessionSchema.SelectSessions, row => new MqttStoredSession
        {
            Head = new() { Key = row.Text(0), ExpirySeconds = (uint)row.Long(1), DisconnectedAtMilliseconds = row.LongOrNull(2), Will = ReadWill(row) },
            Subscriptions = [.. subscriptions[row.Text(0)]],
            Messages = [.. messages[row.Text(0)]],
            Received = [.. received[row.Text(0)]],
        });
    }

    /// <summary>All retained messages.</summary>
    public static IReadOnlyList<MqttMessage> ReadRetained(SqliteFile file) => Read(file, SessionSchema.SelectRetained, row => new MqttMessage
    {
        Topic = row.Blob(0).ToArray(),
        Payload = row.Blob(1).ToArray(),
        Properties = row.Blob(2).ToArray(),
        Qos = (MqttQos)row.Long(3),
        Retain = true,
        Publisher = row.TextOrNull(4),
        ExpiresAtMilliseconds = row.LongOrNull(5),
    });

    private static MqttStoredMessage ReadMessage(SqliteStatement row) => new()
    {
        Sequence = row.Long(1),
        State = (MqttOutgoingState)row.Long(2),
        PacketId = (ushort)row.Long(3),
        Qos = (MqttQos)row.Long(4),
        Retain = row.Long(5) != 0,
        Identifiers = [.. row.Text(6).Split(',', StringSplitOptions.RemoveEmptyEntries).Select(i => int.Parse(i, CultureInfo.InvariantCulture))],
        Message = new()
        {
            Topic = row.Blob(7).ToArray(),
            Payload = row.Blob(8).ToArray(),
            Properties = row.Blob(9).ToArray(),
            Qos = (MqttQos)row.Long(10),
            Retain = row.Long(11) != 0,
            Publisher = row.TextOrNull(12),
            ExpiresAtMilliseconds = row.LongOrNull(13),
        },
    };

    private static MqttWill? ReadWill(SqliteStatement row) => row.IsNull(3) ? null : new()
    {
        Topic = row.Blob(3).ToArray(),
        Payload = row.Blob(4).ToArray(),
        Properties = row.Blob(5).ToArray(),
        Qos = (MqttQos)row.Long(6),
        Retain = row.Long(7) != 0,
        DelayIntervalSeconds = (uint)row.Long(8),
    };

    private static List<T> Read<T>(SqliteFile file, string sql, Func<SqliteStatement, T> read)
    {
        var items = new List<T>();
        var rows = file.Prepare(sql);
        while (rows.Step())
        {
            items.Add(read(rows));
        }

        return items;
    }
}
