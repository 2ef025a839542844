using DustWatch.Backends.Accounts;

namespace DustWatch.Backends.Sqlite;

/// <summary>The devices that may sign in, in <c>ledger.db</c>; each change is an entry of kind <c>device</c>. Any thread.</summary>
/// <param name="ledger">Whose file and writer are used.</param>
public sealed class SqliteDevices(SqliteLedger ledger)
{
    private const string Kind = "device";
    private const char PointSeparator = ','; // no id holds it
    private const string SelectAll = "SELECT id, points, hash FROM device ORDER BY id";
    private const string SelectOne = "SELECT id, points, hash FROM device WHERE id = ?";
    private const string Insert = "INSERT INTO device (id, points, hash) VALUES (?, ?, NULL) ON CONFLICT (id) DO UPDATE SET points = excluded.points";
    private const string SetHash = "UPDATE device SET hash = ? WHERE id = ?";
    private const string Delete = "DELETE FROM device WHERE id = ?";

    // What an unknown device's secret is compared with, so that it takes as long as a known one's.
    private static readonly byte[] Nobody = new byte[32];

    /// <summary>By id.</summary>
    public IReadOnlyList<DeviceAccount> Read() => ledger.Readers.Read(file =>
    {
        var devices = new List<DeviceAccount>();
        var rows = file.Prepare(SelectAll);
        while (rows.Step())
        {
            devices.Add(DeviceOf(rows));
        }

        return devices;
    });

    /// <summary>The device, or null.</summary>
    public DeviceAccount? Find(string id) => ledger.Readers.Read(file => FindRow(file, id)?.Device);

    /// <summary>Adds a device, or gives one that is there other points; its secret stays.</summary>
    /// <exception cref="ArgumentException">An id is empty, or holds a comma or a control character.</exception>
    public Task SaveAsync(string id, IReadOnlyList<string> points, string? actor)
    {
        foreach (var name in points.Append(id))
        {
            if (name.Length == 0 || name.Contains(PointSeparator, StringComparison.Ordinal) || name.Any(char.IsControl))
            {
                throw new ArgumentException($"'{name}' is no id.", nameof(id));
            }
        }

        return ledger.WriteAsync(transaction =>
        {
            if (FindRow(transaction.File, id) is { } row && row.Device.Points.SequenceEqual(points))
            {
                return false;
            }

            transaction.File.Prepare(Insert).Bind(1, id).Bind(2, string.Join(PointSeparator, points)).Run();
            transaction.Append(Kind, actor, LedgerBody.Of(("action", "save"), ("device", id), ("points", points)));
            return true;
        });
    }

    /// <summary>Makes a new secret; the one before is no longer taken. Null when there is no such device.</summary>
    public Task<IssuedSecret?> MakeSecretAsync(string id, string? actor)
    {
        var (secret, digest) = SecretDigest.Make();
        return ledger.WriteAsync(transaction =>
        {
            transaction.File.Prepare(SetHash).Bind(1, digest.Hash).Bind(2, id).Run();
            if (transaction.File.Changes == 0)
            {
                return null;
            }

            transaction.Append(Kind, actor, LedgerBody.Of(("action", "secret"), ("device", id)));
            return new IssuedSecret(secret, expires: null);
        });
    }

    /// <summary>Whether this is the device's secret. Takes the same time for an unknown device.</summary>
    public bool IsSecret(string id, string secret)
    {
        var stored = ledger.Readers.Read(file => FindRow(file, id)?.Hash);
        var isSame = SecretDigest.Of(secret).IsSame(stored ?? Nobody);
        return isSame && stored is not null;
    }

    /// <summary>The device whose secret this is, for those that sign in with a secret alone; null when it is nobody's.</summary>
    public DeviceAccount? FindBySecret(string secret)
    {
        var digest = SecretDigest.Of(secret);
        return ledger.Readers.Read(file =>
        {
            DeviceAccount? found = null;
            var rows = file.Prepare("SELECT id, points, hash FROM device WHERE hash = ?").Bind(1, digest.Hash);
            while (rows.Step())
            {
                found = digest.IsSame(rows.Blob(2)) ? DeviceOf(rows) : found;
            }

            return found;
        });
    }

    /// <summary>Removes the device. <see langword="false"/> when there is none.</summary>
    public Task<bool> RemoveAsync(string id, string? actor) => ledger.WriteAsync(transaction =>
    {
        transaction.File.Prepare(Delete).Bind(1, id).Run();
        return transaction.File.Changes > 0 && transaction.Append(Kind, actor, LedgerBody.Of(("action", "remove"), ("device", id))) > 0;
    });

    private static (DeviceAccount Device, byte[]? Hash)? FindRow(SqliteFile file, string id)
    {
        var rows = file.Prepare(SelectOne).Bind(1, id);
        if (!rows.Step())
        {
            return null;
        }

        var row = (DeviceOf(rows), rows.IsNull(2) ? null : rows.Blob(2).ToArray());
        rows.Reset();
        return row;
    }

    private static DeviceAccount DeviceOf(SqliteStatement row) =>
        new(row.Text(0), row.Text(1).Split(PointSeparator, StringSplitOptions.RemoveEmptyEntries), !row.IsNull(2));
}
