using DustWatch.Ingest.Log;

namespace DustWatch.Backends.Sqlite;

/// <summary>The messages received and not released: the table of the log's file, and the same in memory for those who ask. The writer's thread writes; any thread asks.</summary>
internal sealed class ReceiptTable
{
    public const string Schema = "CREATE TABLE IF NOT EXISTS receipt (session TEXT NOT NULL, packet INTEGER NOT NULL, PRIMARY KEY (session, packet)) WITHOUT ROWID;";

    public const string Clear = "DELETE FROM receipt";

    private const string Select = "SELECT session, packet FROM receipt";
    private const string Insert = "INSERT OR IGNORE INTO receipt (session, packet) VALUES (?, ?)";
    private const string Delete = "DELETE FROM receipt WHERE session = ? AND packet = ?";
    private const string DeleteAll = "DELETE FROM receipt WHERE session = ?";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<ushort>> _sessions = new(StringComparer.Ordinal);

    public IReadOnlyCollection<ushort> Of(string session)
    {
        lock (_gate)
        {
            return _sessions.TryGetValue(session, out var packets) ? [.. packets] : [];
        }
    }

    /// <summary>Reads what is in a file that was just opened.</summary>
    public void Load(SqliteFile file)
    {
        lock (_gate)
        {
            _sessions.Clear();
            var rows = file.Prepare(Select);
            while (rows.Step())
            {
                Add(rows.Text(0), (ushort)rows.Long(1));
            }
        }
    }

    /// <summary>Inside the commit's transaction.</summary>
    public static void Write(SqliteFile file, List<Receipt> receipts)
    {
        foreach (var receipt in receipts)
        {
            if (IsEndOfSession(receipt))
            {
                file.Prepare(DeleteAll).Bind(1, receipt.Session).Run();
            }
            else
            {
                file.Prepare(receipt.IsReleased ? Delete : Insert).Bind(1, receipt.Session).Bind(2, (long)receipt.PacketId).Run();
            }
        }
    }

    /// <summary>After the commit.</summary>
    public void Take(List<Receipt> receipts)
    {
        lock (_gate)
        {
            foreach (var receipt in receipts)
            {
                if (IsEndOfSession(receipt))
                {
                    _sessions.Remove(receipt.Session);
                }
                else if (!receipt.IsReleased)
                {
                    Add(receipt.Session, receipt.PacketId);
                }
                else if (_sessions.TryGetValue(receipt.Session, out var packets) && packets.Remove(receipt.PacketId) && packets.Count == 0)
                {
                    _sessions.Remove(receipt.Session);
                }
            }
        }
    }

    /// <summary>No message has the identifier 0: it stands for all.</summary>
    private static bool IsEndOfSession(in Receipt receipt) => receipt.PacketId == 0;

    private void Add(string session, ushort packet)
    {
        if (!_sessions.TryGetValue(session, out var packets))
        {
            _sessions.Add(session, packets = []);
        }

        packets.Add(packet);
    }
}
