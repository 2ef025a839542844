using System.Security.Cryptography;
using DustWatch.Backends.Accounts;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Every version of a document that was put in force, in a table of <c>ledger.db</c>; each is an entry of the document's kind with the SHA-256 of its JSON. Any
/// thread.
/// </summary>
public sealed class SqliteDocuments
{
    private readonly SqliteLedger _ledger;
    private readonly string _kind;
    private readonly string _selectLast;
    private readonly string _selectOne;
    private readonly string _selectAt;
    private readonly string _insert;

    // The table has the kind's name, which is one of two constants.
    private SqliteDocuments(SqliteLedger ledger, string kind)
    {
        (_ledger, _kind) = (ledger, kind);
        _selectLast = $"SELECT version, at, body FROM {kind} ORDER BY version DESC LIMIT 1";
        _selectOne = $"SELECT version, at, body FROM {kind} WHERE version = ?";
        _selectAt = $"SELECT version, at, body FROM {kind} WHERE at <= ? ORDER BY version DESC LIMIT 1";
        _insert = $"INSERT INTO {kind} (version, at, body) VALUES (?, ?, ?)";
    }

    /// <summary>The registries of an installation, entries of kind <c>registry</c>.</summary>
    /// <param name="ledger">Whose file and writer are used.</param>
    public static SqliteDocuments Registries(SqliteLedger ledger) => new(ledger, "registry");

    /// <summary>The rules of an installation, entries of kind <c>rules</c>; an empty document stands for the default rules.</summary>
    /// <param name="ledger">Whose file and writer are used.</param>
    public static SqliteDocuments Rules(SqliteLedger ledger) => new(ledger, "rules");

    /// <summary>The newest, or null.</summary>
    public DocumentVersion? FindLast() => _ledger.Readers.Read(file => ReadOne(file.Prepare(_selectLast)));

    /// <summary>One of them, or null.</summary>
    public DocumentVersion? Find(int version) => _ledger.Readers.Read(file => ReadOne(file.Prepare(_selectOne).Bind(1, version)));

    /// <summary>The one that was the newest at <paramref name="time"/>, server time; null when there was none yet.</summary>
    public DocumentVersion? FindAt(Instant time) => _ledger.Readers.Read(file => ReadOne(file.Prepare(_selectAt).Bind(1, time.Milliseconds)));

    /// <summary>Adds the next version, whole; the same as the newest adds none.</summary>
    /// <returns>The version that holds now.</returns>
    public Task<int> AddAsync(ReadOnlyMemory<byte> json, string? actor) => _ledger.WriteAsync(transaction =>
    {
        var last = ReadOne(transaction.File.Prepare(_selectLast));
        if (last is not null && last.Json.Span.SequenceEqual(json.Span))
        {
            return last.Version;
        }

        var version = (last?.Version ?? 0) + 1;
        transaction.File.Prepare(_insert).Bind(1, version).Bind(2, transaction.At.Milliseconds).Bind(3, json.Span).Run();
        var digest = Convert.ToHexStringLower(SHA256.HashData(json.Span));
        transaction.Append(_kind, actor, LedgerBody.Of(("version", (long)version), ("sha256", digest)));
        return version;
    });

    private static DocumentVersion? ReadOne(SqliteStatement rows)
    {
        if (!rows.Step())
        {
            return null;
        }

        var found = new DocumentVersion((int)rows.Long(0), new Instant(rows.Long(1)), rows.Blob(2).ToArray());
        rows.Reset();
        return found;
    }
}
