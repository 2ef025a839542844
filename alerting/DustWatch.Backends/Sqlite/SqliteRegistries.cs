using System.Security.Cryptography;
using DustWatch.Backends.Accounts;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>Every registry that was put in force, in <c>ledger.db</c>; each is an entry of kind <c>registry</c> with the SHA-256 of its JSON. Any thread.</summary>
/// <param name="ledger">Whose file and writer are used.</param>
public sealed class SqliteRegistries(SqliteLedger ledger)
{
    private const string SelectLast = "SELECT version, at, body FROM registry ORDER BY version DESC LIMIT 1";
    private const string SelectOne = "SELECT version, at, body FROM registry WHERE version = ?";
    private const string SelectAt = "SELECT version, at, body FROM registry WHERE at <= ? ORDER BY version DESC LIMIT 1";
    private const string Insert = "INSERT INTO registry (version, at, body) VALUES (?, ?, ?)";

    /// <summary>The newest, or null.</summary>
    public RegistryVersion? FindLast() => ledger.Readers.Read(file => ReadOne(file.Prepare(SelectLast)));

    /// <summary>One of them, or null.</summary>
    public RegistryVersion? Find(int version) => ledger.Readers.Read(file => ReadOne(file.Prepare(SelectOne).Bind(1, version)));

    /// <summary>The one that was the newest at <paramref name="time"/>, server time; null when there was none yet.</summary>
    public RegistryVersion? FindAt(Instant time) => ledger.Readers.Read(file => ReadOne(file.Prepare(SelectAt).Bind(1, time.Milliseconds)));

    /// <summary>Adds the next version, whole; the same as the newest adds none.</summary>
    /// <returns>The version that holds now.</returns>
    public Task<int> AddAsync(ReadOnlyMemory<byte> json, string? actor) => ledger.WriteAsync(transaction =>
    {
        var last = ReadOne(transaction.File.Prepare(SelectLast));
        if (last is not null && last.Json.Span.SequenceEqual(json.Span))
        {
            return last.Version;
        }

        var version = (last?.Version ?? 0) + 1;
        transaction.File.Prepare(Insert).Bind(1, version).Bind(2, transaction.At.Milliseconds).Bind(3, json.Span).Run();
        var digest = Convert.ToHexStringLower(SHA256.HashData(json.Span));
        transaction.Append("registry", actor, LedgerBody.Of(("version", (long)version), ("sha256", digest)));
        return version;
    });

    private static RegistryVersion? ReadOne(SqliteStatement rows)
    {
        if (!rows.Step())
        {
            return null;
        }

        var found = new RegistryVersion((int)rows.Long(0), new Instant(rows.Long(1)), rows.Blob(2).ToArray());
        rows.Reset();
        return found;
    }
}
